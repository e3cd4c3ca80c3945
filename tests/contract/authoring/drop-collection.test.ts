import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { readContentModelState, recordContentModel } from '../../../server/authoring/content-model-state.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { foreseeMigration, type ForeseenContent } from '../../../server/authoring/foresee-migration.ts';
import { readEntry } from '../../../server/authoring/read-entry.ts';
import { readVersion } from '../../../server/authoring/read-version.ts';
import { restoreEntry } from '../../../server/authoring/restore-entry.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { trashEntry } from '../../../server/authoring/trash-entry.ts';
import { listAudit } from '../../../server/store/audit.ts';
import { readPublicationItems } from '../../../server/store/publications.ts';
import { listRedirects } from '../../../server/store/redirects.ts';
import { startChild } from '../../support/child-process.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Content, type Desk } from './desk.ts';
import { withoutNotes, WITH_NOTES } from './drop-fixture.ts';
import { migrate } from './migration-fixture.ts';

const CHILD = join(import.meta.dirname, 'drop-child.ts');
const COUNT = 24;
const DROP = { allowDrop: ['jottings'] };

describe.each(DIALECTS)('a collection that a step drops on %s', (dialect) => {
  let desk: Desk;
  let newer: AuthoringContext;
  beforeEach(async () => {
    desk = await openDesk(dialect, WITH_NOTES);
    newer = withoutNotes(desk.context);
    await recordContentModel(desk.context);
  });
  afterEach(() => desk.close());

  const write = (collection: string, title: string, more: Content = {}) =>
    desk.create({ title, slug: title.toLowerCase().replace(' ', '-'), ...more }, { collection });
  const note = (title: string) => write('notes', title, { text: 'T' });
  const publicNote = async (title: string): Promise<EntryDetails> => {
    const entry = await note(title);
    await desk.publish(entry);
    return entry;
  };
  const read = (entryId: string) => readEntry(newer, { ...desk.call, entryId });
  const everything = async () => {
    const { db } = desk.database;
    const names = ['entry', 'version', 'publication_item', 'redirect', 'audit', 'content_model'] as const;
    return await Promise.all(names.map((name) => db.selectFrom(name).selectAll().execute()));
  };

  it('takes consent by its name, and nothing is changed without', async () => {
    await publicNote('One');
    await note('Two');
    const before = await everything();
    await expect(migrate(newer, { allowDrop: ['notes'] })).rejects.toMatchObject({
      code: 'confirmation-required',
      message: expect.stringMatching(
        /the collection jottings \(2 entries, 1 of them public\)\. .*--allow-drop jottings\.$/,
      ),
      details: { extra: { fields: ['jottings'] } },
    });
    const report = await migrate(newer, { isDryRun: true });
    expect(report).toMatchObject({
      entries: 0,
      remaining: 2,
      misfits: [],
      dropped: {
        collections: [{ collection: 'jottings', step: 'no-jottings', entries: 2, published: 1 }],
        redirects: 0,
        referrers: [],
      },
    });
    expect(report.differences).toContainEqual({
      path: 'notes',
      change: 'dropped',
      detail: null,
      step: 'no-jottings',
      entries: 2,
    });
    expect(await everything()).toEqual(before);
  });

  it('says so where the model still has a collection of that name', async () => {
    await note('One');
    const { notes: jottings } = WITH_NOTES.collections;
    const model = { ...newer.model, collections: { ...newer.model.collections, jottings } };
    await expect(migrate({ ...newer, model })).rejects.toThrow('which site/content-model.ts still has');
  });

  it('leaves the public for the trash, with its redirects and all its versions', async () => {
    const entry = await publicNote('One');
    const draft = await note('Two');
    const to = { kind: 'entry', entryId: entry.id } as const;
    await setRedirect(desk.context, { ...desk.call, path: '/one', status: 301, to });
    const { publications } = await migrate(newer, DROP);
    expect(publications).toEqual([3]);
    expect(desk.signals.at(-1)?.seq).toBe(3);
    expect(await readPublicationItems(desk.database.db, { seq: 3 })).toMatchObject([
      { kind: 'withdraw', entryId: entry.id, previousPath: '/notes/one/' },
      { kind: 'redirect-removed', path: '/one/' },
    ]);
    expect(await listRedirects(desk.database.db)).toEqual([]);
    expect(await desk.count('public_path')).toBe(0);
    for (const { id } of [entry, draft])
      expect(await read(id)).toMatchObject({
        state: 'trashed',
        trashedAt: expect.any(String),
        livePath: null,
        draft: { number: 1, content: { text: 'T' } },
      });
    const about = { ...desk.call, entryId: entry.id, versionId: entry.draft.versionId };
    expect((await readVersion(newer, about)).content).toMatchObject({ title: 'One', text: 'T' });
    const audit = await listAudit(desk.database.db, { limit: 10 });
    expect(audit.filter(({ action }) => action === 'entry.trash')).toMatchObject([
      { subject: `entry:${draft.id}`, details: { seq: null, step: 'no-jottings' } },
      { subject: `entry:${entry.id}`, details: { seq: 3, step: 'no-jottings' } },
    ]);
    expect((await readContentModelState(desk.database.db, newer)).isCurrent).toBe(true);
  });

  it('goes once: what is in the trash by then is left alone, and nobody is asked again', async () => {
    const trashed = await note('Before');
    await trashEntry(desk.context, { ...desk.call, ...seen(trashed) });
    await note('One');
    expect(await migrate(newer, DROP)).toMatchObject({ remaining: 0, left: 1 });
    const before = await everything();
    expect(await migrate(newer, { isDryRun: true })).toMatchObject({
      remaining: 0,
      left: 2,
      dropped: { collections: [] },
    });
    expect(await migrate(newer)).toMatchObject({ remaining: 0, publications: [] });
    const [entries, versions] = await everything();
    expect([entries, versions]).toEqual(before.slice(0, 2));
  });

  it('comes back by a release that has it, and goes again with consent alone', async () => {
    const entry = await note('One');
    await migrate(newer, DROP);
    const trashed = await readEntry(desk.context, { ...desk.call, entryId: entry.id });
    await restoreEntry(desk.context, { ...desk.call, ...seen(trashed) });
    await expect(migrate(newer)).rejects.toMatchObject({ code: 'confirmation-required' });
    await migrate(newer, DROP);
    expect(await read(entry.id)).toMatchObject({ state: 'trashed' });
  });

  it('is refused where what stays names something of it, unless that is wanted', async () => {
    const target = await publicNote('One');
    const marks = [{ type: 'link', attrs: { entryId: target.id } }];
    const text = { type: 'text', text: 'here', marks };
    const body = { type: 'doc', content: [{ type: 'paragraph', content: [text] }] };
    const linking = await write('posts', 'Linking', { body });
    // The field goes, and its values with it.
    await write('posts', 'Referring', { note: target.id });
    const consent = { allowDrop: ['jottings', 'posts.note'] };
    const before = await everything();
    await expect(migrate(newer, consent)).rejects.toMatchObject({
      code: 'entry-referenced',
      message: expect.stringContaining(
        `articles ${linking.id} "Linking", body.content[0].content[0].marks[0].attrs.entryId`,
      ),
      details: { extra: { count: 1 } },
    });
    expect(await everything()).toEqual(before);
    const done = await migrate(newer, { ...consent, despiteReferences: true });
    expect(done).toMatchObject({ remaining: 0, dropped: { referrers: [{ entryId: linking.id }] } });
  });

  it('is foreseen as withdrawn', async () => {
    const entry = await publicNote('One');
    await note('Two');
    const foreseen: ForeseenContent[] = [];
    for await (const batch of foreseeMigration(newer)) foreseen.push(...batch);
    expect(foreseen).toEqual([
      {
        kind: 'notes no-jottings',
        change: {
          kind: 'withdraw',
          entryId: entry.id,
          collection: 'notes',
          locale: 'en',
          path: '/notes/one/',
        },
      },
    ]);
  });

  it('gives its addresses to entries that take them in the same run', async () => {
    const post = await write('posts', 'Post', { slug: 'one' });
    await desk.publish(post);
    await publicNote('One');
    const { articles } = newer.model.collections;
    const model = { ...newer.model, collections: { articles: { ...articles, url: '/notes/{slug}/' } } };
    await migrate({ ...newer, model } as AuthoringContext, { ...DROP, batchSize: 1 });
    expect(await read(post.id)).toMatchObject({ livePath: '/notes/one/' });
  });

  const start = () => startChild(CHILD, [desk.test.dataDir, desk.test.databaseUrl ?? '']);

  async function writeMany(): Promise<void> {
    for (let n = 0; n < COUNT; n++) await (n % 2 === 0 ? publicNote(`Note ${n}`) : note(`Note ${n}`));
  }

  async function expectAllGone(): Promise<void> {
    const { db } = desk.database;
    const items = await db
      .selectFrom('publication_item')
      .select(['entry_id', 'seq'])
      .where('kind', '=', 'withdraw')
      .execute();
    expect(new Set(items.map(({ entry_id: id }) => id)).size).toBe(COUNT / 2);
    expect(items).toHaveLength(COUNT / 2);
    const audit = await listAudit(db, { limit: 200 });
    expect(audit.filter(({ action }) => action === 'entry.trash')).toHaveLength(COUNT);
    const left = await db.selectFrom('entry').select('id').where('trashed_at', 'is', null).execute();
    expect(left).toEqual([]);
    expect(await desk.count('version')).toBe(COUNT);
  }

  it('that is killed between two batches goes on: nothing twice, nothing not', async () => {
    await writeMany();
    const child = start();
    expect(await child.nextLine()).toBe('4');
    child.process.kill('SIGKILL');
    await child.ended;
    const { dropped } = await migrate(newer, { isDryRun: true });
    const [going] = dropped.collections;
    expect(going?.entries).toBeGreaterThan(0);
    expect(going?.entries).toBeLessThanOrEqual(COUNT - 4);
    await expect(migrate(newer)).rejects.toMatchObject({ code: 'confirmation-required' });
    expect(await migrate(newer, DROP)).toMatchObject({ remaining: 0 });
    await expectAllGone();
  });

  it('is done once by two at the same time', async () => {
    await writeMany();
    const children = [start(), start()];
    await Promise.all(children.map(({ ended }) => ended));
    await expectAllGone();
  });
});
