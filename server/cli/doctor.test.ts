import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../tests/support/databases.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { createEntry } from '../authoring/create-entry.ts';
import { publishEntries } from '../authoring/publish-entries.ts';
import { addJob } from '../store/add-job.ts';
import { migrateDown } from '../store/migrate.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const reportSchema = z.object({
  checks: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warn', 'fail']),
      says: z.string(),
      todo: z.string().nullable(),
    }),
  ),
});

type Report = Record<string, { state: string; says: string; todo: string | null }>;

async function examine(
  env: Record<string, string>,
  ...more: string[]
): Promise<{ code: number; report: Report }> {
  const { code, out } = await runCommandLine(['doctor', '--json', ...more], env);
  const { checks } = reportSchema.parse(JSON.parse(out));
  return { code, report: Object.fromEntries(checks.map(({ check, ...finding }) => [check, finding])) };
}

describe.each(DIALECTS)('stillpress doctor on %s', (dialect) => {
  let opened: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    const { databaseUrl, dataDir } = opened;
    env = { DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
  });
  afterEach(() => opened.close());

  test('looks at every part of an installation, and says what to do about what is not as it should be', async () => {
    const { code, report } = await examine(env);
    const bad = Object.entries(report).filter(([, { state }]) => state === 'fail');
    expect({ bad, code }).toEqual({ bad: [], code: EXIT.ok });
    expect(report).toMatchObject({
      database: { state: 'ok', says: expect.stringMatching(/^(?:SQLite|PostgreSQL) \d/) },
      migrations: { state: 'ok' },
      clock: { state: 'ok' },
      queue: { state: 'ok' },
      accounts: { state: 'warn', todo: expect.stringContaining('stillpress owner-link') },
      publisher: { state: 'warn', todo: expect.stringContaining('stillpress worker') },
    });
    for (const { state, todo } of Object.values(report)) expect(todo === null).toBe(state === 'ok');
  });

  test('counts a warning as a failure where it is told to', async () => {
    expect((await examine(env, '--strict')).code).toBe(EXIT.failed);
  });

  test('says of a database that lacks migrations which, and looks no further into it', async () => {
    await migrateDown(opened.database, { steps: 1 });
    const { code, report } = await examine(env);
    expect(code).toBe(EXIT.failed);
    expect(report['migrations']).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(/pending: \d{4}-/),
    });
    expect(report).not.toHaveProperty('queue');
    expect(report).toHaveProperty('certificates');
  });

  test('finds jobs that nobody does, and jobs that are dead', async () => {
    const kind = { name: 'test.note', payload: z.object({}), maxAttempts: 1 };
    const longAgo = new Date(Date.now() - 3_600_000).toISOString();
    await opened.database.write((tx) => addJob(tx, kind, { payload: {}, now: longAgo }));
    expect((await examine(env)).report['queue']).toMatchObject({
      state: 'fail',
      says: expect.stringContaining('has waited since'),
    });
    await opened.database.write((tx) => tx.updateTable('job').set({ state: 'dead' }).execute());
    expect((await examine(env)).report['queue']).toMatchObject({
      state: 'warn',
      says: '1 job is dead',
      todo: expect.stringContaining('stillpress jobs retry'),
    });
  });

  test('sees a publication of tomorrow: a clock that was set back', async () => {
    const { call, context } = commandContext(opened.database);
    const tomorrow = { ...context, now: () => new Date(Date.now() + 86_400_000) };
    const content = { title: 'Tomorrow', slug: 'tomorrow' };
    const { draft, id } = await createEntry(tomorrow, {
      ...call,
      collection: 'posts',
      locale: 'en',
      content,
    });
    await publishEntries(tomorrow, {
      ...call,
      entries: [{ entryId: id, expectedVersionId: draft.versionId }],
    });
    expect((await examine(env)).report['clock']).toMatchObject({ state: 'fail' });
  });
});

describe('stillpress doctor', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stillpress-doctor-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test('says what is wrong with an environment that cannot be used', async () => {
    const { code, report } = await examine({ PORT: 'x', DATA_DIR: dataDir });
    expect(code).toBe(EXIT.failed);
    expect(report).toEqual({
      configuration: {
        state: 'fail',
        says: expect.stringContaining('PORT'),
        todo: expect.stringContaining('docs/configuration.md'),
      },
    });
  });

  test('makes no installation where there is none', async () => {
    const { report } = await examine({ DATA_DIR: dataDir });
    expect(report['database']).toMatchObject({ state: 'fail', todo: expect.stringContaining('DATA_DIR') });
  });

  test('looks at what it can while the database is away', async () => {
    const DATABASE_URL = 'postgres://me:hunter2@127.0.0.1:1/cms';
    const { report } = await examine({ DATA_DIR: dataDir, DATABASE_URL });
    expect(report).toMatchObject({ disk: { state: 'ok' }, database: { state: 'fail' } });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('doubts what is hardly meant', async () => {
    const { report } = await examine({ DATA_DIR: dataDir, SITE_URL: 'http://news.example' });
    expect(report['configuration']).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('not encrypted'),
    });
  });

  test('names an address whose certificate cannot be looked at', async () => {
    const { report } = await examine({ DATA_DIR: dataDir, SITE_URL: 'https://localhost:1' });
    expect(report['certificates']).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('localhost'),
    });
  });
});
