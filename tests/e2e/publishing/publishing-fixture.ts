import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pino } from 'pino';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { withdrawEntries } from '../../../server/authoring/withdraw-entries.ts';
import type { AuthoringContext, Call } from '../../../server/authoring/authoring-context.ts';
import { createPublicMedia } from '../../../server/public-media.ts';
import { createPublisher } from '../../../server/publishing/publisher.ts';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import { buildTemplates } from '../../../server/publishing/template-build/build-templates.ts';
import type { Database, DialectName } from '../../../server/store/database.ts';
import { openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { ROOT } from '../../runner/run-program.ts';
import { keptFolder } from '../../support/kept-folder.ts';
import { linkRepository } from '../../support/link-repository.ts';
import { contentModel } from './test-site/content-model.ts';

export const SITE_URL = 'https://site.example';
/** Fixed, so that every test can use one template build. */
const TEMPLATE_KEY = Buffer.alloc(32, 7).toString('base64');
export const quietLog = pino({ level: 'silent' });

export type Project = { root: string; remove(): void };

/** A project of its own around a site, so that a test can break its templates. */
/** The site that is delivered, in a folder where it can be edited. */
export function createStarterProject(): Project {
  const root = mkdtempSync(join(tmpdir(), 'stillpress-project-'));
  for (const name of ['site', 'astro.config.mjs'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  linkRepository(root);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export function createProject(site: 'test-site' | 'feature-site' = 'test-site'): Project {
  const root = mkdtempSync(join(tmpdir(), 'stillpress-project-'));
  cpSync(join(import.meta.dirname, site), join(root, 'site'), { recursive: true });
  renameSync(join(root, 'site/astro.config.mjs'), join(root, 'astro.config.mjs'));
  const modelImport = readFileSync(join(root, 'site/content-model.ts'), 'utf8').replaceAll(
    '../../../../model/',
    '../model/',
  );
  writeFileSync(join(root, 'site/content-model.ts'), modelImport);
  linkRepository(root);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Builds the templates of the project once, for all installations of all test files: a build is found by the hash of its inputs. */
export async function buildOnce(projectRoot: string, dataDir: string): Promise<void> {
  const { folder, id } = await buildTemplates({
    projectRoot,
    dataDir: keptFolder('tests'),
    siteUrl: SITE_URL,
    templateKey: TEMPLATE_KEY,
    log: quietLog,
  });
  linkBuild(folder, join(dataDir, 'builds', id));
}

/** Its files are links, so that what Node has compiled of them can be used again; when it was used last, each installation says for itself. */
function linkBuild(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from))
    if (name === BUILD_RECORD) cpSync(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
}

const BUILD_RECORD = 'build.json';

export type Installation = {
  database: Database;
  dataDir: string;
  targetRoot: string;
  authoring: AuthoringContext;
  options: PublisherOptions;
  /** Every publisher that is opened this way is stopped by `close`. */
  openPublisher(changes?: Partial<PublisherOptions>): Promise<Publisher>;
  close(): Promise<void>;
};

/** A migrated database, a data folder with the template build, and the use cases of authoring; nothing is published yet. */
export async function createInstallation(
  dialect: DialectName,
  { buildsFrom, projectRoot }: { projectRoot: string; buildsFrom: string },
): Promise<Installation> {
  const test: TestDatabase = await openTestDatabase(dialect);
  const { database, dataDir } = test;
  await fixTemplateKey(database);
  cpSync(join(buildsFrom, 'builds'), join(dataDir, 'builds'), { recursive: true, verbatimSymlinks: true });
  const targetRoot = join(dataDir, 'public');
  const publishers: Publisher[] = [];
  const options: PublisherOptions = {
    database,
    model: contentModel,
    config: {
      dataDir,
      databaseUrl: test.databaseUrl,
      siteUrl: SITE_URL,
      target: { kind: 'disk', root: targetRoot },
    },
    log: quietLog,
    media: createPublicMedia({ dataDir, mediaStore: { kind: 'disk', root: join(dataDir, 'media') } }),
    projectRoot,
    pollMs: 100,
  };
  return {
    database,
    dataDir,
    targetRoot,
    options,
    authoring: {
      database,
      model: contentModel,
      now: () => new Date(),
      publicationCommitted: () => {
        for (const publisher of publishers) publisher.notify();
      },
    },
    openPublisher: async (changes = {}) => {
      const publisher = await createPublisher({ ...options, ...changes });
      publishers.push(publisher);
      return publisher;
    },
    close: async () => {
      await Promise.all(publishers.map((publisher) => publisher.stop()));
      await test.close();
    },
  };
}

async function fixTemplateKey(database: Database): Promise<void> {
  await database.write(async (tx) => {
    await tx
      .insertInto('installation')
      .values({
        singleton: 1,
        id: '00000000-0000-7000-8000-000000000000',
        template_key: TEMPLATE_KEY,
        demo_seeded: 1,
        created_at: '2026-01-01T00:00:00.000Z',
      })
      .execute();
  });
}

export type PostContent = { title: string; slug?: string; tag?: string; text?: string };

const CALL: Call = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };

/** Creates and publishes a post. Resolves with its details and the seq of its publication. */
export async function publishPost(
  { authoring }: Installation,
  content: PostContent,
  call: Call = CALL,
): Promise<{ post: EntryDetails; seq: number }> {
  const post = await createEntry(authoring, { ...call, collection: 'posts', locale: 'en', content });
  return await publish(authoring, post, call);
}

export async function changePost(
  { authoring }: Installation,
  { content, post }: { post: EntryDetails; content: PostContent },
): Promise<{ post: EntryDetails; seq: number }> {
  const expectedVersionId = post.draft.versionId;
  const saved = await saveDraft(authoring, { ...CALL, entryId: post.id, expectedVersionId, content });
  return await publish(authoring, saved);
}

export async function withdrawPost({ authoring }: Installation, post: EntryDetails): Promise<number> {
  const { publication } = await withdrawEntries(authoring, { ...CALL, entryIds: [post.id] });
  return publication.seq;
}

async function publish(
  authoring: AuthoringContext,
  post: EntryDetails,
  call: Call = CALL,
): Promise<{ post: EntryDetails; seq: number }> {
  const entries = [{ entryId: post.id, expectedVersionId: post.draft.versionId }];
  const result = await publishEntries(authoring, { ...call, entries });
  const [published] = result.entries;
  if (published === undefined || result.publication === null) throw new Error('The post was public already');
  return { post: published, seq: result.publication.seq };
}

/** The live file as text; null where there is none. */
export function readLive({ targetRoot }: Installation, file: string): string | null {
  try {
    return readFileSync(join(targetRoot, 'live', file), 'utf8');
  } catch {
    return null;
  }
}

/** The bytes of every file of the live tree by name, compressed forms included. */
export function readLiveTree({ targetRoot }: Installation): Record<string, string> {
  const tree = realpathSync(join(targetRoot, 'live'));
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [relative(tree, path), readFileSync(path).toString('base64')]),
  );
}
