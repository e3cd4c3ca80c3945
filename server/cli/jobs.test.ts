import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { addJob } from '../store/add-job.ts';
import type { JobKind } from '../store/add-job.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { listJobs, sweepJobs } from '../store/job-records.ts';
import { migrateUp } from '../store/migrate.ts';
import { addPublisherJob } from '../store/publisher-jobs.ts';
import { buryJob } from '../store/settle-job.ts';
import { takeJobs } from '../store/take-jobs.ts';
import { EXIT } from './exit-codes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-jobs-'));
const NOW = '2026-03-01T08:00:00.000Z';
const NOTE = { name: 'test.note', payload: z.object({ text: z.string() }), maxAttempts: 3 } satisfies JobKind;
let database: Database;

const run = (...args: string[]) => runCommandLine(['jobs', ...args], { DATA_DIR: dataDir });
const add = (text: string, more: { uniqueKey?: string; isForgotten?: true } = {}) => {
  const { isForgotten = false, ...options } = more;
  return database.write((tx) =>
    addJob(tx, { ...NOTE, isForgotten }, { payload: { text }, now: NOW, ...options }),
  );
};
const take = () =>
  database.write((tx) =>
    takeJobs(tx, { owner: 'me', now: NOW, leaseUntil: NOW, places: new Map([[NOTE.name, 100]]) }),
  );
async function bury(id: string): Promise<void> {
  await take();
  await database.write((tx) => buryJob(tx, { id, attempts: 1 }, { error: 'refused\nby them', now: NOW }));
}
const find = async (id: string) => (await listJobs(database.db, { limit: 100 })).find((job) => job.id === id);

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test('list shows jobs with their errors, by state and kind, as a table and as JSON', async () => {
  const id = await add('a');
  await bury(id);
  await add('b');
  const all = await run('list');
  expect(all.out).toMatch(/^job +kind +state +attempts +when +error/);
  expect(all.out).toContain('waiting');
  const { out } = await run('list', '--state', 'dead', '--kind', NOTE.name, '--json');
  expect(JSON.parse(out)).toMatchObject({
    jobs: [{ id, state: 'dead', attempts: 1, maxAttempts: 3, lastError: 'refused\nby them' }],
  });
  expect((await run('list', '--kind', 'no.such')).out).toBe('There are no such jobs.');
  expect((await run('list', '--state', 'lost')).code).toBe(EXIT.usage);
});

test('show prints what was asked for, but no secret', async () => {
  const [open, secret] = [await add('in the open'), await add('https://a/secret', { isForgotten: true })];
  expect((await run('show', open)).out).toContain('{"text":"in the open"}');
  expect((await run('show', secret)).out).toContain('it holds a secret');
  for (const args of [
    ['show', secret],
    ['show', secret, '--json'],
    ['list', '--json'],
  ])
    expect((await run(...args)).out).not.toContain('https://a/secret');
  expect(await run('show', 'nothing')).toMatchObject({ code: EXIT.failed, out: '' });
  expect((await run('show', 'nothing')).err).toContain('job-not-found');
});

test('retry begins with the first attempt again, all or none', async () => {
  const id = await add('c');
  await bury(id);
  expect((await run('retry', id, 'nothing')).code).toBe(EXIT.failed);
  expect(await find(id)).toMatchObject({ state: 'dead' });
  const { code, out } = await run('retry', id, '--json');
  expect({ code, out: JSON.parse(out) as unknown }).toEqual({ code: EXIT.ok, out: { retried: [id] } });
  expect(await find(id)).toMatchObject({ state: 'waiting', attempts: 0, finishedAt: null });
});

test('retry refuses what runs, what is done, what waits under its key already, and what a command waited for', async () => {
  const running = await add('d');
  await take();
  expect((await run('retry', running)).err).toContain('is running');
  const first = await add('e', { uniqueKey: 'k' });
  await bury(first);
  const second = await add('e', { uniqueKey: 'k' });
  expect((await run('retry', first)).err).toContain(second);
  const asked = await database.write((tx) => addPublisherJob(tx, { kind: 'rebuild', payload: {}, now: NOW }));
  expect((await run('retry', asked)).err).toContain('stillpress rebuild');
});

test('drop removes jobs that do not run', async () => {
  const [id, running] = [await add('f'), await add('g')];
  expect((await run('drop', id)).out).toBe('1 job is gone.');
  expect(await find(id)).toBeUndefined();
  await take();
  const { code, err } = await run('drop', running);
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('job-busy');
  expect(await find(running)).toMatchObject({ state: 'running' });
});

test('old jobs are swept, and those that still wait are kept', async () => {
  const [waiting, dead, secret] = [await add('h'), await add('i'), await add('j', { isForgotten: true })];
  await bury(dead);
  await bury(secret);
  await database.write((tx) =>
    tx.updateTable('job').set({ state: 'waiting' }).where('id', '=', waiting).execute(),
  );
  const later = '2026-03-02T08:00:00.000Z';
  await database.write((tx) => sweepJobs(tx, { doneBefore: later, deadBefore: NOW }));
  expect(await find(secret)).toBeUndefined();
  expect(await find(dead)).toBeDefined();
  await database.write((tx) => sweepJobs(tx, { doneBefore: later, deadBefore: later }));
  expect(await find(dead)).toBeUndefined();
  expect(await find(waiting)).toBeDefined();
});
