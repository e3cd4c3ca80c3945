import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import { publishingStatusSchema } from '../../../model/api/publishing-status.ts';
import { scheduleDetailsSchema, scheduleListSchema } from '../../../model/api/schedule.ts';
import { fireSchedule } from '../../../server/authoring/fire-schedule.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { testModel } from './test-model.ts';

const SCHEDULES = '/api/v1/schedules';
/** Further away than this test is going to be run. */
const NINE = { time: '2090-06-01T09:00', timeZone: 'Europe/Berlin' };

describe.each(DIALECTS)('schedules over HTTP on %s', (dialect) => {
  let test: TestDatabase;
  let server: ApiServer;
  let editor: Client;

  beforeAll(async () => {
    test = await openTestDatabase(dialect);
    server = await startApiServer(test.database);
    editor = await server.signInAs('editor');
  });
  afterAll(async () => {
    await server.close();
    await test.close();
  });

  async function create(title: string) {
    const body = { collection: 'posts', content: { title } };
    const { id, draft } = entrySchema.parse((await editor.post('/api/v1/entries', body)).json);
    return { id, versionId: draft.versionId };
  }
  const send = (body: object, headers: Record<string, string> = {}) => editor.post(SCHEDULES, body, headers);
  const patch = (id: string, body: object) =>
    editor.send('PATCH', `${SCHEDULES}/${id}`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('lists those that are due from one moment on until before another', async () => {
    const wanted = ['2091-01-01T10:00', '2091-02-01T10:00', '2091-03-01T10:00'];
    for (const time of wanted) await send({ at: { time, timeZone: 'UTC' }, entries: [await create(time)] });
    const list = async (query: string) => {
      const { schedules } = scheduleListSchema.parse((await editor.get(`${SCHEDULES}?${query}`)).json);
      return schedules.map(({ at, entries }) => [at.time, entries[0]?.title]);
    };
    const february = ['2091-02-01T10:00:00', '2091-02-01T10:00'];
    expect(await list('from=2091-02-01T10:00:00Z&to=2091-03-01T10:00:00Z')).toEqual([february]);
    expect(await list('from=2091-02-01T11:00:00%2B01:00&to=2091-02-01T10:00:01Z')).toEqual([february]);
    expect(await list('from=2091-03-01T10:00:00.001Z')).toEqual([]);
    expect((await editor.get(`${SCHEDULES}?from=tomorrow`)).status).toBe(422);
  });

  it('makes, shows, moves and cancels one, and the entry and the list say so', async () => {
    const entry = await create('News');
    const made = await send({ at: NINE, entries: [entry] });
    expect(made.status).toBe(201);
    const schedule = scheduleDetailsSchema.parse(made.json);
    expect(made.headers.location).toBe(`${SCHEDULES}/${schedule.id}`);
    expect(schedule).toMatchObject({
      state: 'armed',
      at: { time: '2090-06-01T09:00:00', timeZone: 'Europe/Berlin', repeated: null },
      dueAt: '2090-06-01T07:00:00.000Z',
      entries: [{ ...entry, action: 'publish', title: 'News', collection: 'posts' }],
      isLate: false,
      ledger: [{ kind: 'armed' }],
    });
    const shown = entrySchema.parse((await editor.get(`/api/v1/entries/${entry.id}`)).json);
    expect(shown.scheduled).toMatchObject({ id: schedule.id, action: 'publish', state: 'armed' });
    const moved = await patch(schedule.id, { at: { ...NINE, time: '2090-10-29T02:30', repeated: 'second' } });
    expect(scheduleDetailsSchema.parse(moved.json)).toMatchObject({
      dueAt: '2090-10-29T01:30:00.000Z',
      at: { repeated: 'second' },
    });
    expect((await editor.send('DELETE', `${SCHEDULES}/${schedule.id}`)).status).toBe(204);
    expect((await editor.send('DELETE', `${SCHEDULES}/${schedule.id}`)).json).toMatchObject({
      status: 409,
      code: 'schedule-closed',
    });
    const listed = scheduleListSchema.parse((await editor.get(`${SCHEDULES}?entry=${entry.id}`)).json);
    expect(listed.schedules).toMatchObject([{ id: schedule.id, state: 'cancelled' }]);
  });

  it('names what is wrong with a time, and says what to do', async () => {
    const entries = [await create('When')];
    const wrong = async (at: object) => {
      const { json } = await send({ at, entries });
      return (json as { errors: { path: string; message: string }[] }).errors[0];
    };
    const skipped = await wrong({ ...NINE, time: '2090-03-26T02:30' });
    expect(skipped?.path).toBe('at.time');
    expect(skipped?.message).toContain('2090-03-26T03:00:00');
    const once = await wrong({ ...NINE, repeated: 'second' });
    expect(once).toMatchObject({ path: 'at.repeated', message: expect.stringContaining('only once') });
    expect(await wrong({ ...NINE, timeZone: '+02:00' })).toMatchObject({ path: 'at.timeZone' });
    expect((await wrong({ ...NINE, time: '2026-05-31T09:00' }))?.message).toContain('is past');
    expect(await wrong({ time: '2090-06-01T09:00' })).toMatchObject({ path: 'at.timeZone' });
    expect((await editor.get(`${SCHEDULES}/none`)).json).toMatchObject({ code: 'schedule-not-found' });
  });

  it('is made once however often it is sent under one key', async () => {
    const body = { at: NINE, entries: [await create('Once')] };
    const headers = { 'Idempotency-Key': 'schedule-once' };
    const [first, second] = [await send(body, headers), await send(body, headers)];
    expect(second.json).toEqual(first.json);
    expect(scheduleDetailsSchema.parse(first.json).state).toBe('armed');
    const list = await editor.get(`${SCHEDULES}?entry=${body.entries[0]?.id ?? ''}`);
    expect(scheduleListSchema.parse(list.json).schedules).toHaveLength(1);
  });

  it('says how late it was, and operations read it as a number; receivers are told', async () => {
    const admin = await server.signInAs('admin');
    await admin.post('/api/v1/webhooks', {
      name: 'All',
      url: 'https://hooks.example.org/',
      events: ['schedule.fired', 'schedule.blocked'],
      collections: ['posts'],
    });
    await admin.post('/api/v1/webhooks', {
      name: 'Others',
      url: 'https://hooks.example.org/',
      events: ['schedule.fired'],
      collections: ['people'],
    });
    const entry = await create('Late');
    const eight = { ...NINE, time: '2090-06-01T08:00' };
    const schedule = scheduleDetailsSchema.parse((await send({ at: eight, entries: [entry] })).json);
    const blocked = scheduleDetailsSchema.parse(
      (await send({ at: NINE, entries: [{ ...(await create('Draft')), action: 'withdraw' }] })).json,
    );
    expect(blocked).toMatchObject({ state: 'blocked', obstacle: { code: 'not-published' } });
    const now = new Date('2090-06-01T06:00:01.500Z');
    const { database } = server;
    const context = { database, model: testModel, now: () => now, publicationCommitted: () => undefined };
    expect(await fireSchedule(context, { id: schedule.id })).toBe('fired');
    const fired = scheduleDetailsSchema.parse((await editor.get(`${SCHEDULES}/${schedule.id}`)).json);
    expect(fired).toMatchObject({ state: 'fired', latenessMs: 1_500, isLate: true, publication: 1 });
    const status = publishingStatusSchema.parse((await editor.get('/api/v1/publishing')).json);
    expect(status.schedules).toMatchObject({ blocked: 1, lastLatenessMs: 1_500, maxLatenessMs: 1_500 });
    const deliveries = await database.db.selectFrom('webhook_delivery').select(['event', 'data']).execute();
    expect(deliveries.map(({ event }) => event).toSorted()).toEqual(['schedule.blocked', 'schedule.fired']);
    expect(JSON.stringify(deliveries)).toContain(schedule.id);
  });
});
