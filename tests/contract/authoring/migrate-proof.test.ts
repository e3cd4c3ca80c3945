import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { step } from '../../../model/content-steps.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { recordContentModel } from '../../../server/authoring/content-model-state.ts';
import { foreseeMigration, type ForeseenContent } from '../../../server/authoring/foresee-migration.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readPublicationsAfter } from '../../../server/store/publications.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';
import { migrate, newerRelease, NEW_MODEL, OLD_MODEL } from './migration-fixture.ts';

/** Posts have to have an excerpt, which was called a teaser and could be left out. */
const STRICT_MODEL = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/blog/{slug}/',
      title: 'title',
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'title' }),
        excerpt: field.text({ required: true }),
      },
    },
  },
});
const STRICT_STEPS = [step.rename({ id: 'excerpt', collection: 'posts', from: 'teaser', to: 'excerpt' })];

describe.each(DIALECTS)('what is found out before content is migrated on %s', (dialect) => {
  let desk: Desk;
  let newer: AuthoringContext;
  let strict: AuthoringContext;
  beforeEach(async () => {
    desk = await openDesk(dialect, OLD_MODEL);
    newer = newerRelease(desk.context);
    strict = { ...desk.context, model: STRICT_MODEL, migrations: STRICT_STEPS };
    await recordContentModel(desk.context);
  });
  afterEach(() => desk.close());

  const post = (title: string, content: Content = {}) =>
    desk.create({ title, slug: title.toLowerCase().replace(' ', '-'), ...content });
  const publicPost = async (title: string, content: Content = {}) => {
    const entry = await post(title, content);
    await desk.publish(entry);
    return entry;
  };
  const everything = async () => {
    const { db } = desk.database;
    const names = ['entry', 'version', 'publication_item', 'audit', 'content_model'] as const;
    return await Promise.all(names.map((name) => db.selectFrom(name).selectAll().execute()));
  };

  it('writes nothing where something public cannot be brought over, and names it with the field', async () => {
    const bad = await publicPost('Bad', { price: 'much' });
    await publicPost('Good', { price: '7' });
    const before = await everything();
    await expect(migrate(newer)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /^1 public entry does not satisfy .*--allow-invalid.*\n {2}posts \S+ "Bad", price: .*much is not a price/,
      ),
      details: { issues: [{ path: 'price', message: expect.stringContaining(bad.id) }] },
    });
    expect(await everything()).toEqual(before);
    const draftToo = await post('Draft', { price: 'little' });
    expect(await migrate(newer, { allowInvalid: true })).toMatchObject({
      misfits: [
        { entryId: bad.id, isPublic: true },
        { entryId: draftToo.id, isPublic: false },
      ],
    });
  });

  it('lets drafts that do not fit stay behind without asking', async () => {
    await post('Draft', { price: 'little' });
    expect(await migrate(newer)).toMatchObject({ misfits: [{ isPublic: false }] });
  });

  it('names what is public and would lack something under the model, and brings it over with consent', async () => {
    const bare = await publicPost('Bare');
    await publicPost('Whole', { teaser: 'T' });
    await post('Not yet');
    const before = await everything();
    const lacking = [
      {
        entryId: bare.id,
        collection: 'posts',
        title: 'Bare',
        issues: [{ path: 'excerpt', message: expect.stringContaining('declare a step that sets it') }],
      },
    ];
    expect(await migrate(strict, { isDryRun: true })).toMatchObject({ lacking, misfits: [] });
    await expect(migrate(strict)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'excerpt' }] },
    });
    expect(await everything()).toEqual(before);
    expect(await migrate(strict, { allowInvalid: true })).toMatchObject({
      lacking,
      misfits: [],
      remaining: 0,
    });
    // It was agreed to.
    expect(await migrate(strict)).toMatchObject({ lacking: [], entries: 0 });
  });

  it('brings over nothing that is published after it was looked for, and lacks something', async () => {
    const entry = await post('Later');
    let isPublished = false;
    const report = await migrate({
      ...strict,
      database: {
        ...desk.database,
        write: async (work) => {
          if (!isPublished) {
            isPublished = true;
            await publishEntries(desk.context, { ...desk.call, entries: [seen(entry)] });
          }
          return await desk.database.write(work);
        },
      },
    });
    expect(report).toMatchObject({ remaining: 1 });
  });

  it('foresees what the publications then say', async () => {
    await publicPost('Plain');
    await publicPost('Priced', { price: '5', teaser: 'T' });
    await post('Draft', { teaser: 'T' });
    const foreseen: ForeseenContent[] = [];
    for await (const batch of foreseeMigration(newer)) foreseen.push(...batch);
    expect(foreseen.map(({ kind }) => kind)).toEqual([
      'articles articles',
      'articles excerpt articles price',
    ]);
    const { publications } = await migrate(newer);
    const seq = (publications[0] ?? 0) - 1;
    const [publication] = await readPublicationsAfter(desk.database.db, { seq, limit: 1 });
    expect(shown(publication?.changes ?? [])).toEqual(shown(foreseen.map(({ change }) => change)));
  });

  it('asks the templates before anything is written, and writes nothing where they fail', async () => {
    await publicPost('Priced', { price: '5' });
    const before = await everything();
    const asked: ForeseenContent[] = [];
    const failure = {
      path: '/blog/priced/',
      template: 'site/pages/blog/[slug].astro:4',
      message: 'no prices',
    };
    const proof = { pagesRendered: 3, failures: [failure] };
    const prove = async (foreseen: AsyncIterable<readonly ForeseenContent[]>) => {
      for await (const batch of foreseen) asked.push(...batch);
      return proof;
    };
    expect(await migrate(newer, { isDryRun: true, prove })).toMatchObject({ proof });
    await expect(migrate(newer, { prove })).rejects.toMatchObject({
      code: 'template-failed',
      message: expect.stringContaining('/blog/priced/ (site/pages/blog/[slug].astro:4): no prices'),
    });
    expect(asked).toHaveLength(2);
    expect(await everything()).toEqual(before);
    const proven = { ...proof, failures: [] };
    expect(await migrate(newer, { prove: async () => proven })).toMatchObject({
      proof: proven,
      remaining: 0,
    });
  });

  it('makes what is public public anew where its collection alone has another name', async () => {
    await publicPost('Plain');
    const { articles } = NEW_MODEL.collections;
    const model = {
      ...NEW_MODEL,
      collections: { articles: { ...articles, ...OLD_MODEL.collections['posts'] } },
    };
    const migrations = [step.renameCollection({ id: 'articles', from: 'posts', to: 'articles' })];
    const renamed = { ...desk.context, model, migrations } as AuthoringContext;
    expect(await migrate(renamed)).toMatchObject({ changed: 0, publications: [2] });
    const [publication] = await readPublicationsAfter(desk.database.db, { seq: 1, limit: 1 });
    expect(publication?.changes).toMatchObject([
      { kind: 'publish', entry: { collection: 'articles', path: '/blog/plain/' } },
    ]);
  });
});

function shown(changes: readonly ForeseenContent['change'][]) {
  return changes.flatMap((change) =>
    change.kind === 'publish'
      ? [[change.entry.collection, change.entry.path, change.entry.slug, change.entry.fields]]
      : [],
  );
}
