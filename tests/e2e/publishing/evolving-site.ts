import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ContentModel } from '../../../model/content-model.ts';
import { step } from '../../../model/content-steps.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { recordContentModel } from '../../../server/authoring/content-model-state.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import type { DialectName } from '../../../server/store/database.ts';
import { seen, type Content } from '../../contract/authoring/desk.ts';
import { WITH_NOTES } from '../../contract/authoring/drop-fixture.ts';
import { newerRelease, NEW_MODEL, OLD_MODEL } from '../../contract/authoring/migration-fixture.ts';
import { buildOnce, createInstallation, createProject } from './publishing-fixture.ts';
import type { Installation, Project } from './publishing-fixture.ts';

/** A site before and after its content model has changed as in `migration-fixture.ts`, and its notes have gone. */
export type SiteRelease = 'older' | 'newer';

/** Puts the release in place of what the project has in `site/`; `page` in place of how it shows a post. */
export function writeRelease(projectRoot: string, release: SiteRelease, page: string = PAGES[release]): void {
  const { collections, ids, model } = RELEASES[release];
  const [collection = ''] = collections;
  const site = join(projectRoot, 'site');
  for (const name of ['pages', 'public', 'keep.ts'])
    rmSync(join(site, name), { recursive: true, force: true });
  const files = {
    'content-model.ts': `export const contentModel = ${JSON.stringify(model)};`,
    'content-migrations.ts': `export const contentMigrations = ${JSON.stringify(ids)};`,
    'live.config.ts': liveConfig(collections),
    'pages/blog/[slug].astro': page,
    'pages/index.astro': home(collection),
    'pages/about.astro': ABOUT,
    ...(collections.includes('notes') && { 'pages/notes/[slug].astro': NOTE }),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(site, name)), { recursive: true });
    writeFileSync(join(site, name), `${text}\n`);
  }
}

const { notes } = WITH_NOTES.collections;
const OLDER_MODEL: ContentModel = { ...OLD_MODEL, collections: { ...OLD_MODEL.collections, notes } };

function newerSite(older: AuthoringContext): AuthoringContext {
  const newer = newerRelease(older);
  const gone = step.dropCollection({ id: 'notes', collection: 'notes' });
  return { ...newer, migrations: [...(newer.migrations ?? []), gone] };
}

/** Of what goes. */
export const CONSENT = { allowDrop: ['articles.mood', 'notes'] };

type ReleasedSite = { collections: readonly string[]; model: ContentModel; ids: readonly string[] };

const RELEASES: Record<SiteRelease, ReleasedSite> = {
  older: { collections: ['posts', 'notes'], model: OLDER_MODEL, ids: [] },
  newer: {
    collections: ['articles'],
    model: NEW_MODEL,
    ids: ['excerpt', 'articles', 'price', 'writer', 'mood', 'notes'],
  },
};

const liveConfig = (
  collections: readonly string[],
): string => `import { defineLiveCollection } from 'astro:content';
import { stillpressLoader } from '../content-cache/live-loader.ts';
import { contentModel } from './content-model.ts';

export const collections = {
${collections.map((name) => `  ${name}: defineLiveCollection({ loader: stillpressLoader(contentModel, '${name}') }),`).join('\n')}
};`;

const home = (collection: string): string => `---
import { getLiveCollection } from 'astro:content';
import Base from '../layouts/Base.astro';
const { entries = [] } = await getLiveCollection('${collection}', { locale: 'en' });
---
<Base title="Home"><ul>{entries.map(({ data }) => <li><a href={data.$path}>{data.title}</a></li>)}</ul></Base>`;

const ABOUT = `---
import Base from '../layouts/Base.astro';
---
<Base title="About"><p>Who we are</p></Base>`;

const post = (collection: string, { body, script }: { script: string; body: string }): string => `---
import { getLiveEntry } from 'astro:content';
import Base from '../../layouts/Base.astro';
const { entry } = await getLiveEntry('${collection}', { locale: 'en', slug: Astro.params.slug });
if (!entry) return new Response(null, { status: 404 });
const { data } = entry;
${script}
---
<Base title={data.title}>${body}</Base>`;

const NOTE = post('notes', { script: '', body: '<p>{data.text}</p>' });

/** A renamed field is shown as it was; the price, the name and the mood are not. */
const NEWER_BODY = '<p>{data.excerpt}</p><b>{data.price?.toFixed(2)}</b><i>{name}</i><u></u>';
const NEWER_SCRIPT = 'const name = data.lastName && `${data.lastName}, ${data.firstName}`;';

const PAGES: Record<SiteRelease, string> = {
  older: post('posts', {
    script: '',
    body: '<p>{data.teaser}</p><b>{data.price}</b><i>{data.writer}</i><u>{data.mood}</u>',
  }),
  newer: post('articles', { script: NEWER_SCRIPT, body: NEWER_BODY }),
};

/** Pages of the newer release that cannot be built, cannot show what has a price, or find nothing. */
export const BROKEN_PAGES = {
  nothing: '---\nreturn new Response(null, { status: 404 });\n---',
  build: PAGES.newer.replace('const name =', 'const name = ='),
  render: post('articles', {
    script: `${NEWER_SCRIPT}\nif (data.price) throw new Error('There are no prices yet');`,
    body: NEWER_BODY,
  }),
};

/** As the system, outside of any request. */
export const SYSTEM_CALL = { actor: SYSTEM_ACTOR, correlationId: null };

export type EvolvingSite = {
  project: Project;
  /** The older release has published posts, one of them at another address before, and its publisher has stopped. */
  beginOlder: (dialect: DialectName) => ReturnType<typeof publishOlder>;
};

/** For the tests of a file: the templates of the older release are built before the first of them. */
export function useEvolvingSite(): EvolvingSite {
  const project = createProject();
  const buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
  beforeAll(async () => {
    writeRelease(project.root, 'older');
    await buildOnce(project.root, buildsFrom);
  });
  afterAll(() => {
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });
  return {
    project,
    beginOlder: async (dialect) => {
      writeRelease(project.root, 'older');
      return await publishOlder(await createInstallation(dialect, { projectRoot: project.root, buildsFrom }));
    },
  };
}

async function publishOlder(installation: Installation) {
  const older: AuthoringContext = { ...installation.authoring, model: OLDER_MODEL };
  await recordContentModel(older);
  const write = async (title: string, content: Content): Promise<EntryDetails> => {
    const slug = title.toLowerCase();
    const entry = await createEntry(older, {
      ...SYSTEM_CALL,
      collection: 'posts',
      locale: 'en',
      content: { title, slug, ...content },
    });
    await publishEntries(older, { ...SYSTEM_CALL, entries: [seen(entry)] });
    return entry;
  };
  const change = async (entry: EntryDetails, content: Content): Promise<void> => {
    const saved = await saveDraft(older, { ...SYSTEM_CALL, ...seen(entry), content });
    await publishEntries(older, { ...SYSTEM_CALL, entries: [seen(saved)] });
  };
  const plain = await write('Plain', { teaser: 'Nothing else' });
  const priced = await write('Priced', { price: '5', teaser: 'First' });
  await change(priced, { title: 'Priced', slug: 'priced', price: '7' });
  await write('Signed', { writer: 'Ada Byron' });
  await write('Moody', { mood: 'glad' });
  await change(await write('Moved', {}), { title: 'Moved', slug: 'moved-on' });
  const short = { title: 'Short', slug: 'short', text: 'A short note' };
  const note = await createEntry(older, {
    ...SYSTEM_CALL,
    collection: 'notes',
    locale: 'en',
    content: short,
  });
  await publishEntries(older, { ...SYSTEM_CALL, entries: [seen(note)] });
  const publisher = await installation.openPublisher({ model: OLDER_MODEL });
  publisher.start();
  await publisher.settled();
  await publisher.stop();
  return { installation, newer: newerSite(older), plain, priced };
}
