import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { sealAudit } from '../store/audit-chain.ts';
import { appendAudit } from '../store/audit.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { migrateUp } from '../store/migrate.ts';
import { newId } from '../store/new-id.ts';
import { EXIT } from './exit-codes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-audit-'));
const ACTOR = newId();
let database: Database;

const run = (...args: string[]) => runCommandLine(['audit', ...args], { DATA_DIR: dataDir });
const append = (action: string, at: string) =>
  database.write((tx) =>
    appendAudit(tx, {
      at,
      actorId: ACTOR,
      action,
      subject: 'entry:1',
      correlationId: null,
      details: { a: 1 },
    }),
  );
const subjectsOf = (out: string): string[] =>
  (JSON.parse(out) as { records: { action: string }[] }).records.map(({ action }) => action);

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
  await append('entry.save', '2026-03-01T08:00:00.000Z');
  await append('entry.publish', '2026-03-02T08:00:00.000Z');
  await append('user.invite', '2026-03-03T08:00:00.000Z');
  await database.write((tx) => sealAudit(tx, { now: '2026-03-03T08:00:00.000Z' }));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

test('list shows who did what, narrowed down by action, time, actor and number', async () => {
  const { out } = await run('list');
  expect(out).toMatch(/^when +who +action +subject +details\n2026-03-03/);
  expect(out).toContain(ACTOR);
  const found = async (...args: string[]) => subjectsOf((await run('list', '--json', ...args)).out);
  expect(await found('--action', 'entry')).toEqual(['entry.publish', 'entry.save']);
  expect(await found('--action', 'entry.save')).toEqual(['entry.save']);
  expect(await found('--from', '2026-03-02')).toEqual(['user.invite', 'entry.publish']);
  expect(await found('--before', '2026-03-02T08:00:00Z')).toEqual(['entry.save']);
  expect(await found('--actor', newId())).toEqual([]);
  expect(await found('--limit', '1')).toEqual(['user.invite']);
  expect((await run('list', '--action', 'nothing')).out).toBe('Nothing like that is on record.');
  expect((await run('list', '--from', 'yesterday')).code).toBe(EXIT.usage);
});

test('verify says that the record is whole, and names the first row that does not fit with exit code 1', async () => {
  expect(await run('verify')).toEqual({ code: EXIT.ok, out: 'The audit log is whole: 3 rows.', err: '' });
  expect(JSON.parse((await run('verify', '--json')).out)).toEqual({
    isIntact: true,
    rows: 3,
    unsealed: 0,
    erased: 0,
  });
  const [, second = ''] = (await database.db.selectFrom('audit').select('id').orderBy('seq').execute()).map(
    ({ id }) => id,
  );
  await database.write((tx) =>
    tx.updateTable('audit').set({ action: 'entry.read' }).where('seq', '>=', 2).execute(),
  );
  const { code, err } = await run('verify');
  expect(code).toBe(EXIT.failed);
  expect(err).toContain(`${second}, number 2`);
  expect(err).toContain('audit-broken');
  const inJson = await run('verify', '--json');
  expect(inJson.code).toBe(EXIT.failed);
  expect(JSON.parse(inJson.out)).toMatchObject({ isIntact: false, seq: 2, id: second });
});
