import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { compareVersions } from '../../../server/authoring/compare-versions.ts';
import {
  describeContentModelState,
  readContentModelState,
  recordContentModel,
} from '../../../server/authoring/content-model-state.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { listVersions } from '../../../server/authoring/list-versions.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { readVersion } from '../../../server/authoring/read-version.ts';
import { restoreVersion } from '../../../server/authoring/restore-version.ts';
import { revertPublication } from '../../../server/authoring/revert-publication.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { readPublicationItems, readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedState } from '../../../server/store/published-state.ts';
import { step } from '../../../model/content-steps.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';
import { migrate, newerRelease, NEW_MODEL, OLD_MODEL } from './migration-fixture.ts';

const DROP = { allowDrop: ['articles.mood'] };

describe.each(DIALECTS)('migrating content on %s', (dialect) => {
  let desk: Desk;
  let newer: AuthoringContext;
  beforeEach(async () => {
    desk = await openDesk(dialect, OLD_MODEL);
    newer = newerRelease(desk.context);
    await recordContentModel(desk.context);
  });
  afterEach(() => desk.close());

  const post = (content: Content) => desk.create({ title: 'Post', slug: 'post', ...content });
  const read = (entryId: string) => readEntry(newer, { ...desk.call, entryId });
  const versionsOf = async (entryId: string) =>
    (await listVersions(newer, { ...desk.call, entryId })).versions;
  const publicState = async () => {
    const entries: PublishedEntry[] = [];
    await readPublishedState(desk.database, {
      entries: (batch) => void entries.push(...batch),
      media: () => {},
      redirects: () => {},
    });
    return entries;
  };

  it('brings drafts through renames, retypes, splits and drops, and keeps what was before in the history', async () => {
    const entry = await post({ teaser: 'T', price: '5', writer: 'Ada Byron', mood: 'glad' });
    const report = await migrate(newer, DROP);
    expect(report).toMatchObject({
      entries: 1,
      changed: 1,
      published: 0,
      remaining: 0,
      misfits: [],
      publications: [],
    });
    const after = await read(entry.id);
    expect(after).toMatchObject({ collection: 'articles', title: 'Post' });
    expect(after.draft.content).toEqual({
      title: 'Post',
      slug: 'post',
      excerpt: 'T',
      price: 5,
      firstName: 'Ada',
      lastName: 'Byron',
    });
    expect((await versionsOf(entry.id)).map(({ number }) => number)).toEqual([2, 1]);
    const stored = await desk.database.db
      .selectFrom('version')
      .select('content')
      .where('number', '=', 1)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(stored.content)).toMatchObject({ teaser: 'T', price: '5', mood: 'glad' });
  });

  it('makes what is public public anew, by publications that the log and the state agree on', async () => {
    const entry = await post({ teaser: 'Live' });
    await desk.publish(entry);
    const changed = await desk.save(entry, { title: 'Post', slug: 'post', teaser: 'Draft' });
    const report = await migrate(newer);
    expect(report.publications).toEqual([2]);
    expect(desk.signals.at(-1)?.seq).toBe(2);
    const [live] = await publicState();
    expect(live).toMatchObject({ collection: 'articles', path: '/blog/post/', fields: { excerpt: 'Live' } });
    const [publication] = await readPublicationsAfter(desk.database.db, { seq: 1, limit: 10 });
    expect(publication?.changes).toEqual([{ kind: 'publish', entry: live }]);
    const after = await read(changed.id);
    expect(after.draft.content).toMatchObject({ excerpt: 'Draft' });
    expect(
      (await versionsOf(entry.id)).map(({ number, isDraft, isPublic }) => [number, isDraft, isPublic]),
    ).toEqual([
      [4, true, false],
      [3, false, true],
      [2, false, false],
      [1, false, false],
    ]);
  });

  it('leaves a draft that is public one version with what is public', async () => {
    const entry = await post({ teaser: 'Live' });
    await desk.publish(entry);
    await migrate(newer);
    const [latest] = await versionsOf(entry.id);
    expect(latest).toMatchObject({ number: 2, isDraft: true, isPublic: true });
  });

  it('makes neither version nor publication where no step changes anything', async () => {
    const same = { ...desk.context, model: { ...OLD_MODEL, defaultLocale: 'de' }, migrations: [] };
    const entry = await post({ teaser: 'T' });
    await desk.publish(entry);
    const english = { ...desk.context, model: { ...OLD_MODEL, locales: ['en', 'de', 'fr'] } };
    expect(await migrate(english)).toMatchObject({ entries: 1, changed: 0, publications: [] });
    expect(await versionsOf(entry.id)).toHaveLength(1);
    expect(await migrate(english)).toMatchObject({ entries: 0, remaining: 0 });
    // Where the address follows from the model, it moves with it, and leads on from where it was.
    expect(await migrate(same)).toMatchObject({ changed: 0, publications: [2] });
    expect(await publicState()).toMatchObject([{ path: '/en/blog/post/' }]);
    expect((await readPublicationItems(desk.database.db, { seq: 2 }))?.map(({ kind }) => kind)).toEqual([
      'publish',
      'redirect',
    ]);
  });

  it('changes nothing in a dry run, which counts and shows what each step makes', async () => {
    const entry = await post({ teaser: 'T', price: '5', mood: 'glad' });
    await desk.publish(entry);
    const before = await tables(desk);
    const report = await migrate(newer, { isDryRun: true });
    expect(await tables(desk)).toEqual(before);
    expect(report).toMatchObject({ isDryRun: true, entries: 1, changed: 1, published: 1, remaining: 1 });
    expect(report.drops).toEqual([{ field: 'articles.mood', entries: 1 }]);
    expect(report.steps.find(({ id }) => id === 'price')).toEqual({
      id: 'price',
      does: 'retype articles.price',
      entries: 1,
      kept: 0,
      samples: [{ entryId: entry.id, title: 'Post', before: { price: '5' }, after: { price: 5 } }],
    });
    expect(report.differences).toContainEqual({
      path: 'posts.teaser',
      change: 'renamed',
      detail: 'excerpt',
      step: 'excerpt',
      entries: 1,
    });
  });

  it('drops nothing without consent', async () => {
    const entry = await post({ teaser: 'T', mood: 'glad' });
    const before = await tables(desk);
    await expect(migrate(newer)).rejects.toMatchObject({
      code: 'confirmation-required',
      message: expect.stringContaining('--allow-drop articles.mood'),
    });
    await expect(migrate(newer, { allowDrop: ['articles.price'] })).rejects.toThrow(
      'articles.mood (set in 1)',
    );
    expect(await tables(desk)).toEqual(before);
    await migrate(newer, DROP);
    expect((await read(entry.id)).draft.content).not.toHaveProperty('mood');
  });

  it('asks for no consent where nothing is dropped, and drops nothing that is filled in meanwhile', async () => {
    const entry = await post({ teaser: 'T' });
    await desk.create({ title: 'Z', slug: 'z', teaser: 'Z' });
    let isSaved = false;
    const report = await migrate(
      {
        ...newer,
        // Between the question and the work.
        database: {
          ...desk.database,
          write: async (work) => {
            if (!isSaved) {
              isSaved = true;
              await desk.save(entry, { title: 'Post', slug: 'post', mood: 'glad' });
            }
            return await desk.database.write(work);
          },
        },
      },
      {},
    );
    expect(report).toMatchObject({ remaining: 1 });
    expect((await readContentModelState(desk.database.db, newer)).isCurrent).toBe(false);
    const { content } = await desk.database.db
      .selectFrom('version')
      .innerJoin('entry', 'entry.draft_version_id', 'version.id')
      .select('content')
      .where('entry.id', '=', entry.id)
      .executeTakeFirstOrThrow();
    expect(JSON.parse(content)).toMatchObject({ mood: 'glad' });
  });

  it('names what does not fit, changes nothing of it, brings all others, and goes on once it is mended', async () => {
    const bad = await post({ teaser: 'T', price: 'much' });
    await desk.publish(bad);
    const good = await desk.create({ title: 'Good', slug: 'good', price: '7' });
    const report = await migrate(newer, { allowInvalid: true });
    expect(report.misfits).toEqual([
      {
        entryId: bad.id,
        collection: 'posts',
        title: 'Post',
        isPublic: true,
        issues: [{ path: 'price', message: expect.stringContaining('much is not a price. Mend the value') }],
      },
    ]);
    expect((await read(good.id)).draft.content).toMatchObject({ price: 7 });
    const left = await readEntry(desk.context, { ...desk.call, entryId: bad.id });
    expect(left).toMatchObject({ collection: 'posts', draft: { content: { teaser: 'T', price: 'much' } } });
    expect((await readContentModelState(desk.database.db, newer)).isCurrent).toBe(false);
    await desk.save(left, { title: 'Post', slug: 'post', teaser: 'T', price: '9' });
    await desk.publish(await readEntry(desk.context, { ...desk.call, entryId: bad.id }));
    expect(await migrate(newer)).toMatchObject({ entries: 1, misfits: [] });
    expect((await read(bad.id)).draft.content).toMatchObject({ price: 9 });
    expect((await readContentModelState(desk.database.db, newer)).isCurrent).toBe(true);
  });

  it('names a kind that has changed without a step', async () => {
    const entry = await post({ price: '5' });
    const posts = OLD_MODEL.collections['posts'];
    const fields = { ...posts?.fields, price: NEW_MODEL.collections['articles']?.fields['price'] };
    const model = { ...OLD_MODEL, collections: { posts: { ...posts, fields } } } as typeof OLD_MODEL;
    const { misfits } = await migrate({ ...desk.context, model });
    expect(misfits).toMatchObject([{ entryId: entry.id, issues: [{ path: 'price' }] }]);
    expect(misfits[0]?.issues[0]?.message).toContain('Declare a step that retypes the field');
  });

  it('takes a step that leaves the model as it is, once', async () => {
    const entry = await post({ teaser: 'T' });
    const louder = step.retype({
      id: 'louder',
      collection: 'posts',
      field: 'teaser',
      with: (value) => `${String(value)}!`,
    });
    const same = { ...desk.context, migrations: [louder] };
    expect(await migrate(same)).toMatchObject({ entries: 1, changed: 1 });
    expect(await migrate(same)).toMatchObject({ entries: 0, changed: 0 });
    const after = await readEntry(same, { ...desk.call, entryId: entry.id });
    expect(after.draft.content).toMatchObject({ teaser: 'T!' });
  });

  it('brings what is in the trash too', async () => {
    const entry = await post({ teaser: 'T' });
    await trashEntry(desk.context, { ...desk.call, ...seen(entry) });
    await migrate(newer);
    const row = await desk.database.db
      .selectFrom('entry')
      .innerJoin('version', 'version.id', 'entry.draft_version_id')
      .select(['content', 'collection', 'trashed_at'])
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ collection: 'articles', trashed_at: expect.any(String) });
    expect(JSON.parse(row.content)).toMatchObject({ excerpt: 'T' });
  });

  it('shows, compares and restores old versions through the steps since', async () => {
    const entry = await post({ teaser: 'First', price: '5' });
    await desk.publish(entry);
    const now = await desk.save(entry, { title: 'Post', slug: 'post', teaser: 'Second' });
    await migrate(newer);
    const [, , , first] = await versionsOf(now.id);
    const about = { ...desk.call, entryId: now.id, versionId: first?.id ?? '' };
    expect((await readVersion(newer, about)).content).toEqual({
      title: 'Post',
      slug: 'post',
      excerpt: 'First',
      price: 5,
    });
    const compared = await compareVersions(newer, { ...about, fromVersionId: about.versionId });
    expect(compared.differences.map(({ path }) => path).toSorted()).toEqual(['excerpt', 'price']);
    const restored = await restoreVersion(newer, { ...about, ...seen(await read(now.id)) });
    expect(restored.draft.content).toEqual({ title: 'Post', slug: 'post', excerpt: 'First', price: 5 });
    expect(await migrate(newer)).toMatchObject({ entries: 0 });
  });

  it('refuses to restore what a step cannot bring over, and shows it as it was', async () => {
    const entry = await post({ price: 'much' });
    await desk.publish(entry);
    const mended = await desk.save(entry, { title: 'Post', slug: 'post', price: '5' });
    await desk.publish(mended);
    await migrate(newer);
    const versions = await versionsOf(entry.id);
    const about = { ...desk.call, entryId: entry.id, versionId: versions.at(-1)?.id ?? '' };
    expect((await readVersion(newer, about)).content).toMatchObject({ price: 'much' });
    await expect(restoreVersion(newer, { ...about, ...seen(await read(entry.id)) })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'price', message: expect.stringContaining('much is not a price') }] },
    });
  });

  it('does not take a publication back to content of an earlier model', async () => {
    const entry = await post({ teaser: 'Live' });
    await desk.publish(entry);
    const { publications } = await migrate(newer);
    await expect(revertPublication(newer, { ...desk.call, seq: publications[0] ?? 0 })).rejects.toThrow(
      'written under an earlier content model',
    );
    expect(await publicState()).toMatchObject([{ fields: { excerpt: 'Live' } }]);
  });

  it('keeps what either of two releases has saved, before and after the migration', async () => {
    const notYet = {
      ...newer,
      model: { ...NEW_MODEL, collections: { posts: NEW_MODEL.collections['articles'] } },
    } as AuthoringContext;
    const both = { ...notYet, migrations: (newer.migrations ?? []).filter(({ id }) => id === 'excerpt') };
    await recordContentModel(both);
    const entry = await post({ teaser: 'Old' });
    const saved = await saveDraft(both, {
      ...desk.call,
      ...seen(entry),
      content: { title: 'Post', slug: 'post', excerpt: 'New' },
    });
    expect(saved.draft.content).toEqual({ title: 'Post', slug: 'post', teaser: 'Old', excerpt: 'New' });
    const { steps } = await migrate(both);
    expect(steps).toMatchObject([{ id: 'excerpt', entries: 0, kept: 1 }]);
    const later = await readEntry(both, { ...desk.call, entryId: entry.id });
    expect(later.draft.content).toEqual({ title: 'Post', slug: 'post', teaser: 'Old', excerpt: 'New' });
    // Nor does the newer one drop at its next save what has stayed under the old name.
    const content = { title: 'Later', slug: 'post', excerpt: 'New' };
    const edited = await saveDraft(both, { ...desk.call, ...seen(later), content });
    expect(edited.draft.content).toEqual({ ...content, teaser: 'Old' });
    expect(await migrate(both)).toMatchObject({ entries: 0, remaining: 0 });
    // The older release goes on, and drops nothing that it does not know.
    const again = await desk.save(edited, { title: 'Post', slug: 'post', teaser: 'Older' });
    expect(again.draft.content).toEqual({ title: 'Post', slug: 'post', teaser: 'Older', excerpt: 'New' });
    await expect(migrate(desk.context)).rejects.toThrow('does not declare: excerpt');
  });

  it('says how a process stands to the content, and records what it writes under', async () => {
    expect(await say(desk.context)).toBeNull();
    await post({ teaser: 'T' });
    expect(await say(newer)).toContain('5 steps to take');
    await migrate(newer);
    expect(await say(newer)).toBeNull();
    expect(await say(desk.context)).toContain(
      'with the steps excerpt, articles, price, writer, mood, which this one does not know',
    );
    // Written by a newer release: a migration finds nothing to do.
    await createEntry(newer, {
      ...desk.call,
      collection: 'articles',
      locale: 'en',
      content: { title: 'N', slug: 'n', price: 1 },
    });
    expect(await migrate(newer)).toMatchObject({ entries: 0 });
  });

  it('takes content of nobody knows when for content that has been through no step', async () => {
    await desk.database.write((tx) => tx.deleteFrom('content_model').execute());
    const entry = await post({ teaser: 'T' });
    await publishEntries(desk.context, { ...desk.call, entries: [seen(entry)] });
    expect(describeContentModelState(await recordContentModel(newer))).toContain('never been brought');
    await migrate(newer);
    expect((await read(entry.id)).draft.content).toMatchObject({ excerpt: 'T' });
  });
});

async function say(context: AuthoringContext): Promise<string | null> {
  return describeContentModelState(await recordContentModel(context));
}

/** All that a migration might write. */
async function tables({ database }: Desk) {
  const names = [
    'entry',
    'version',
    'content_model',
    'publication',
    'publication_item',
    'audit',
    'entry_text',
  ] as const;
  return Promise.all(names.map((name) => database.db.selectFrom(name).selectAll().execute()));
}
