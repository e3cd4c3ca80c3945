import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleListSchema, bundleSchema } from '../../../model/api/bundle.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { auditListSchema } from '../../../model/api/audit.ts';
import { scheduleSchema } from '../../../model/api/schedule.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { BUNDLES } from './bundle-place.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client, Reply } from './client.ts';
import { makeRole, OWN_GERMAN_POSTS } from './limited-role.ts';

const PUBLICATIONS = '/api/v1/publications';
const SCHEDULES = '/api/v1/schedules';
const LATER = { time: '2090-01-01T09:00', timeZone: 'Europe/Berlin' };

type Post = { id: string; versionId: string };

const codeOf = ({ json, status }: Reply) => [status, (json as { code?: string } | undefined)?.code];

const bundleOf = (reply: Reply) => bundleSchema.parse(reply.json);

describe.each(DIALECTS)('a bundle that is kept on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;
  let author: Client;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
    author = await server.signInAs('author');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function post(title: string, client = editor): Promise<Post> {
    const reply = await client.post('/api/v1/entries', { collection: 'posts', content: { title } });
    const { id, draft } = entrySchema.parse(reply.json);
    return { id, versionId: draft.versionId };
  }

  const read = async (id: string) => bundleOf(await editor.get(`${BUNDLES}/${id}`));
  const make = async (title: string, entries: readonly object[] = [], client = editor) =>
    bundleOf(await client.post(BUNDLES, { title, entries }));
  const ids = async (id: string) => (await read(id)).items.map(({ entry }) => entry.id);
  const remove = (path: string, client = editor) => client.send('DELETE', `${BUNDLES}/${path}`);
  const list = async (query: string) =>
    bundleListSchema.parse((await editor.get(`${BUNDLES}?${query}`)).json);
  const publish = (bundle: string, entries: readonly object[]) =>
    editor.post(PUBLICATIONS, { entries, bundle });

  it('collects entries, each once, with what is to be done with it and who has added it', async () => {
    const [one, two] = [await post('One'), await post('Two')];
    const reply = await editor.post(BUNDLES, {
      title: ' Summer ',
      note: 'For June.',
      entries: [{ id: one.id }],
    });
    const { id } = bundleOf(reply);
    expect([reply.status, reply.headers.location]).toEqual([201, `${BUNDLES}/${id}`]);
    expect(bundleOf(reply)).toMatchObject({
      title: 'Summer',
      note: 'For June.',
      state: 'open',
      entryCount: 1,
    });
    const add = (entries: object[]) => editor.post(`${BUNDLES}/${id}/entries`, { entries });
    await add([{ id: two.id }]);
    const again = bundleOf(await add([{ id: one.id, action: 'withdraw' }, { id: two.id }]));
    expect(again.items).toMatchObject([
      {
        action: 'withdraw',
        addedBy: { name: 'editor' },
        entry: { id: one.id, title: 'One', state: 'draft' },
      },
      { action: 'publish', entry: { id: two.id, draftVersionId: two.versionId } },
    ]);
    for (let times = 0; times < 2; times += 1)
      expect((await remove(`${id}/entries/${one.id}`)).status).toBe(204);
    expect(await ids(id)).toEqual([two.id]);
    const changed = await editor.put(`${BUNDLES}/${id}`, { title: 'Autumn', note: '' });
    expect(bundleOf(changed)).toMatchObject({ title: 'Autumn', note: '', entryCount: 1 });
  });

  it('adds all of what is named or nothing', async () => {
    const { id } = await make('Whole');
    const fine = await post('Fine');
    const entries = [{ id: fine.id }, { id: newId() }];
    expect(codeOf(await editor.post(`${BUNDLES}/${id}/entries`, { entries }))).toEqual([
      404,
      'entry-not-found',
    ]);
    expect(await ids(id)).toEqual([]);
    expect(codeOf(await editor.post(BUNDLES, { title: 'Not made', entries }))).toEqual([
      404,
      'entry-not-found',
    ]);
    const { bundles } = bundleListSchema.parse((await editor.get(BUNDLES)).json);
    expect(bundles.map(({ title }) => title)).not.toContain('Not made');
  });

  it.each([
    ['a blank title', { title: '  ' }, 'title'],
    ['a title of two lines', { title: 'Two\nlines' }, 'title'],
    ['a long title', { title: 'x'.repeat(201) }, 'title'],
    ['a long note', { title: 'Fine', note: 'x'.repeat(5_001) }, 'note'],
  ])('refuses %s', async (_, words, path) => {
    const reply = await editor.post(BUNDLES, words);
    expect(reply.json).toMatchObject({ code: 'invalid-input', errors: [{ path }] });
  });

  it('publishes the drafts as they are then, and keeps its entries from then on', async () => {
    const [one, two] = [await post('First of two'), await post('Second of two')];
    const { id } = await make(
      'Now',
      [one, two].map(({ id: entryId }) => ({ id: entryId })),
    );
    const content = { title: 'First, changed since' };
    const match = { 'If-Match': `"${one.versionId}"` };
    await editor.put(
      `/api/v1/entries/${one.id}/draft`,
      { content: { ...content, slug: 'first-changed' } },
      match,
    );
    const seen = await read(id);
    const entries = seen.items.map(({ entry }) => ({ id: entry.id, versionId: entry.draftVersionId }));
    const reply = await publish(id, entries);
    expect(reply.status).toBe(202);
    const { publication } = reply.json as { publication: { seq: number } };
    const after = await read(id);
    expect(after).toMatchObject({ state: 'published', publication: publication.seq });
    expect(after.publishedAt).not.toBeNull();
    expect(after.items.map(({ entry }) => entry.state)).toEqual(['live', 'live']);
    const third = await post('Third');
    expect(codeOf(await editor.post(`${BUNDLES}/${id}/entries`, { entries: [{ id: third.id }] }))).toEqual([
      409,
      'bundle-closed',
    ]);
    expect(codeOf(await remove(`${id}/entries/${one.id}`))).toEqual([409, 'bundle-closed']);
    expect(codeOf(await publish(id, entries))).toEqual([409, 'bundle-closed']);
    const reverted = await editor.post(`${PUBLICATIONS}/${publication.seq}/revert`);
    expect(reverted.status).toBe(202);
  });

  it('publishes nothing where it holds other entries, or is to do something else with them', async () => {
    const [one, two] = [await post('Named'), await post('Not named')];
    const { id } = await make('Changed', [{ id: one.id }, { id: two.id }]);
    expect(codeOf(await publish(id, [one]))).toEqual([409, 'bundle-changed']);
    expect(codeOf(await publish(newId(), [one]))).toEqual([404, 'bundle-not-found']);
    await remove(`${id}/entries/${two.id}`);
    expect(codeOf(await publish(id, [two]))).toEqual([409, 'bundle-changed']);
    expect((await read(id)).state).toBe('open');
    const { json } = await editor.get(`/api/v1/entries/${one.id}`);
    expect(entrySchema.parse(json).state).toBe('draft');
  });

  it('is published once, however many do it at the same time', async () => {
    const one = await post('Asked for often');
    const { id } = await make('Often', [{ id: one.id }]);
    const replies = await Promise.all(Array.from({ length: 4 }, () => publish(id, [one])));
    expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['202', '409', '409', '409']);
  });

  it('keeps its entries as long as it is scheduled, and is open again once that is cancelled', async () => {
    const [one, two] = [await post('Planned'), await post('Too late')];
    const { id } = await make('Planned', [{ id: one.id }]);
    const order = { at: LATER, entries: [one], bundle: id };
    const schedule = scheduleSchema.parse((await editor.post(SCHEDULES, order)).json);
    const { dueAt } = schedule;
    expect(await read(id)).toMatchObject({
      state: 'scheduled',
      schedule: { id: schedule.id, dueAt, state: 'armed' },
    });
    const add = () => editor.post(`${BUNDLES}/${id}/entries`, { entries: [{ id: two.id }] });
    expect(codeOf(await add())).toEqual([409, 'bundle-closed']);
    expect(codeOf(await remove(id))).toEqual([409, 'bundle-closed']);
    expect(codeOf(await publish(id, [one]))).toEqual([409, 'bundle-closed']);
    expect(codeOf(await editor.post(SCHEDULES, order))).toEqual([409, 'bundle-closed']);
    await editor.send('DELETE', `${SCHEDULES}/${schedule.id}`);
    expect(await read(id)).toMatchObject({ state: 'open', schedule: { state: 'cancelled' } });
    expect((await add()).status).toBe(200);
    const stale = { at: LATER, entries: [one], bundle: id };
    expect(codeOf(await editor.post(SCHEDULES, stale))).toEqual([409, 'bundle-changed']);
  });

  it('is listed with the newest first, by state and by entry, page by page', async () => {
    const one = await post('In two bundles');
    const [older, newer] = [await make('Older', [{ id: one.id }]), await make('Newer', [{ id: one.id }])];
    const first = await list(`entry=${one.id}&limit=1`);
    expect(first.bundles.map(({ id }) => id)).toEqual([newer.id]);
    const second = await list(`entry=${one.id}&limit=1&cursor=${first.nextCursor}`);
    expect([second.bundles.map(({ id }) => id), second.nextCursor]).toEqual([[older.id], null]);
    await publish(newer.id, [one]);
    const states = async (state: string) =>
      (await list(`entry=${one.id}&state=${state}`)).bundles.map(({ id }) => id);
    expect([await states('open'), await states('published'), await states('scheduled')]).toEqual([
      [older.id],
      [newer.id],
      [],
    ]);
    expect((await list('entry=none')).bundles).toEqual([]);
  });

  it('takes what its collector may change; others may not publish it for that', async () => {
    const theirs = await post('Of an author', author);
    const foreign = await post('Of the editor');
    const { id } = await make('Of an author', [{ id: theirs.id }], author);
    const add = await author.post(`${BUNDLES}/${id}/entries`, { entries: [{ id: foreign.id }] });
    expect(codeOf(add)).toEqual([403, 'not-allowed']);
    await editor.post(`${BUNDLES}/${id}/entries`, { entries: [{ id: foreign.id }] });
    const both = { entries: [theirs, foreign], bundle: id };
    expect(codeOf(await author.post(PUBLICATIONS, both))).toEqual([403, 'not-allowed']);
    expect((await remove(`${id}/entries/${foreign.id}`, author)).status).toBe(204);
    const { id: other } = await make('Of the editor');
    expect(codeOf(await author.put(`${BUNDLES}/${other}`, { title: 'Mine', note: '' }))).toEqual([
      403,
      'not-allowed',
    ]);
    expect(codeOf(await remove(other, author))).toEqual([403, 'not-allowed']);
    expect((await remove(id, author)).status).toBe(204);
    expect(codeOf(await editor.get(`${BUNDLES}/${id}`))).toEqual([404, 'bundle-not-found']);
  });

  it('is not there for whoever may not read all of its entries', async () => {
    const owner = await server.signInAs('owner');
    const berta = await server.signInAs(await makeRole(owner, OWN_GERMAN_POSTS));
    const { id } = await make('English', [{ id: (await post('An English post')).id }]);
    expect(codeOf(await berta.get(`${BUNDLES}/${id}`))).toEqual([404, 'bundle-not-found']);
    const { bundles } = bundleListSchema.parse((await berta.get(BUNDLES)).json);
    expect(bundles.map((bundle) => bundle.id)).not.toContain(id);
  });

  it('loses an entry that is deleted for good, and keeps one in the trash', async () => {
    const one = await post('To be thrown away');
    const { id } = await make('Shrinking', [{ id: one.id }]);
    const match = { 'If-Match': `"${one.versionId}"` };
    await editor.post(`/api/v1/entries/${one.id}/trash`, undefined, match);
    expect((await read(id)).items).toMatchObject([{ entry: { state: 'trashed' } }]);
    expect(codeOf(await publish(id, [one]))).toEqual([409, 'entry-trashed']);
    await editor.send('DELETE', `/api/v1/entries/${one.id}`, { headers: match });
    expect(await ids(id)).toEqual([]);
  });

  it('is audited, with what was published', async () => {
    const owner = await server.signInAs('owner');
    const one = await post('Audited');
    const { id } = await make('Audited', [{ id: one.id }]);
    const { json } = await publish(id, [one]);
    const { publication } = json as { publication: { seq: number } };
    const records = auditListSchema.parse((await owner.get(`/api/v1/audit?subject=bundle:${id}`)).json);
    expect(records.records).toMatchObject([
      { action: 'bundle.publish', details: { entryIds: [one.id], seq: publication.seq } },
      { action: 'bundle.create', details: { entryIds: [one.id] } },
    ]);
  });
});
