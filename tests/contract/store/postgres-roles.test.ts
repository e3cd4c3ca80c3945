import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { z } from 'zod';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import { createJobEngine } from '../../../server/jobs/create-job-engine.ts';
import { handleJob } from '../../../server/jobs/job-engine.ts';
import { createLog } from '../../../server/log.ts';
import { addJob } from '../../../server/store/add-job.ts';
import { openDatabase, type Database } from '../../../server/store/database.ts';
import { assertSchemaCurrent, migrateUp } from '../../../server/store/migrate.ts';
import { DIALECTS } from '../../support/databases.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../../support/postgres/test-database.ts';
import { deskModel } from '../authoring/desk-model.ts';

const ROLES = readFileSync(join(import.meta.dirname, '../../../deploy/postgres/roles.sql'), 'utf8');
const PASSWORD = 'only-for-this-test';
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

/** The file as an operator runs it, under names that no other test has. */
describe.skipIf(!DIALECTS.includes('postgres'))('the two roles of PostgreSQL', () => {
  const suffix = randomBytes(6).toString('hex');
  const [migratorName, appName] = [`stillpress_migrator_${suffix}`, `stillpress_app_${suffix}`];
  const databases: Database[] = [];
  let created: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let migrator: Database;
  let app: Database;

  beforeAll(async () => {
    created = await createPostgresDatabase(inject('postgresUrl'));
    await asSuperuser(inject('postgresUrl'), [
      `create role ${migratorName} login password '${PASSWORD}'`,
      `create role ${appName} login password '${PASSWORD}'`,
      `alter database ${created.name} owner to ${migratorName}`,
    ]);
    const named = ROLES.replaceAll(/\bstillpress_(migrator|app)\b/g, `stillpress_$1_${suffix}`);
    await asSuperuser(created.url, [named]);
    migrator = await open(migratorName);
    await migrateUp(migrator);
    app = await open(appName);
  });

  afterAll(async () => {
    for (const database of databases) await database.close();
    await dropPostgresDatabase(inject('postgresUrl'), created.name);
    await asSuperuser(inject('postgresUrl'), [`drop role ${appName}`, `drop role ${migratorName}`]);
  });

  async function open(role: string): Promise<Database> {
    const url = new URL(created.url);
    url.username = role;
    url.password = PASSWORD;
    const database = await openDatabase({ databaseUrl: url.href, dataDir: '/nowhere' });
    databases.push(database);
    return database;
  }

  const context = () => ({
    database: app,
    model: deskModel,
    now: () => new Date(),
    publicationCommitted: () => {},
  });

  async function publishPost() {
    const content = { title: 'Written by the app' };
    const entry = await createEntry(context(), { ...CALL, collection: 'posts', locale: 'en', content });
    const entries = [{ entryId: entry.id, expectedVersionId: entry.draft.versionId }];
    await publishEntries(context(), { ...CALL, entries });
    return entry;
  }

  it('let the app do its work, jobs included', async () => {
    await assertSchemaCurrent(app);
    const entry = await publishPost();
    expect(entry.id).toMatch(/^[0-9a-f-]{36}$/);
    const done: string[] = [];
    const kind = { name: 'test.note', payload: z.object({ text: z.string() }), maxAttempts: 1 };
    const jobs = createJobEngine({
      database: app,
      log: createLog({ logLevel: 'fatal' }),
      handlers: [handleJob(kind, async ({ text }) => void done.push(text))],
    });
    jobs.start();
    const now = new Date().toISOString();
    await app.write((tx) => addJob(tx, kind, { payload: { text: 'by a job' }, now, correlationId: null }));
    await vi.waitFor(() => expect(done).toEqual(['by a job']), { timeout: 20_000 });
    await jobs.stop();
  });

  it.each([
    ['a table of its own', () => sql`create table mine (id integer)`],
    ['another column', () => sql`alter table entry add column mine text`],
    ['a table less', () => sql`drop table audit`],
    ['an empty audit', () => sql`truncate audit`],
    ['another role', () => sql`create role mine_too`],
  ])('keep the app from %s', async (_, statement) => {
    await expect(app.write((tx) => statement().execute(tx))).rejects.toMatchObject({ code: '42501' });
  });

  it('say what a takedown has left in the tables, where the app may not rewrite them', async () => {
    const entry = await publishPost();
    const taking = takedownEntry(context(), { ...CALL, entryId: entry.id, reason: 'A court order.' });
    const { rows } = await sql<{ isNew: boolean }>`
      select current_setting('server_version_num')::integer >= 170000 as "isNew"`.execute(app.db);
    const outcome = await taking.then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
    expect(outcome).toBe(rows[0]?.isNew === true ? 'done' : 'erasure-incomplete');
    await expect(
      takedownEntry(
        { ...context(), database: migrator },
        { ...CALL, entryId: entry.id, reason: 'The same.' },
      ),
    ).resolves.toMatchObject({ takedown: { entryId: entry.id } });
  });
});

async function asSuperuser(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
