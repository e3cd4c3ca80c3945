import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { commandContext } from '../../../server/cli/command-context.ts';
import { createJobEngine } from '../../../server/jobs/create-job-engine.ts';
import { handleJob } from '../../../server/jobs/job-engine.ts';
import { addJob } from '../../../server/store/add-job.ts';
import { openDatabase } from '../../../server/store/database.ts';
import type { Database } from '../../../server/store/database.ts';
import { listJobs } from '../../../server/store/job-records.ts';
import { listenForPublications } from '../../../server/store/listen.ts';
import { migrateDown, migrateUp } from '../../../server/store/migrate.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { requireComponent } from '../../support/components.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { startPgbouncer } from '../../support/pgbouncer.ts';
import type { Pooler } from '../../support/pgbouncer.ts';
import { NOTES } from '../jobs/jobs-fixture.ts';

const serverUrl = inject('postgresUrl');
const program = serverUrl === '' ? null : requireComponent('pgbouncer');
const UNTIL = { timeout: 20_000, interval: 20 };
/** Many more than the pooler has connections. */
const EDITORS = 25;

/** In order: the last one takes the schema away, and brings it back. */
describe.skipIf(program === null)(
  'PostgreSQL behind PgBouncer, which shares connections between transactions',
  () => {
    let opened: TestDatabase;
    let pooler: Pooler;
    let database: Database;

    beforeAll(async () => {
      opened = await openTestDatabase('postgres');
      pooler = await startPgbouncer(program ?? '', { serverUrl });
      const { databaseUrl: databaseDirectUrl = '', dataDir } = opened;
      database = await openDatabase({
        databaseUrl: pooler.urlOf(databaseDirectUrl),
        databaseDirectUrl,
        dataDir,
      });
    });
    afterAll(async () => {
      await database.close();
      await pooler.stop();
      await opened.close();
    });

    async function publishOne(number: number): Promise<void> {
      const { call, context } = commandContext(database);
      const content = { title: `Post ${number}`, slug: `post-${number}` };
      const { draft, id } = await createEntry(context, {
        ...call,
        collection: 'posts',
        locale: 'en',
        content,
      });
      await publishEntries(context, {
        ...call,
        entries: [{ entryId: id, expectedVersionId: draft.versionId }],
      });
    }

    test('takes what many publish at once, one after the other', async () => {
      await Promise.all(Array.from({ length: EDITORS }, (_, number) => publishOne(number)));
      expect(await readLogHead(database.db)).toMatchObject({ seq: EDITORS });
      // Each of them is parsed by whichever connection it comes to.
      const seen = await Promise.all(
        Array.from({ length: 200 }, async () => (await readLogHead(database.db)).seq),
      );
      expect(new Set(seen)).toEqual(new Set([EDITORS]));
    });

    test('tells of publications, on a connection of its own', async () => {
      let told = 0;
      const listener = listenForPublications(database.listenUrl ?? '', () => (told += 1));
      await vi.waitFor(() => expect(told).toBe(1), UNTIL);
      await publishOne(EDITORS + 1);
      await vi.waitFor(() => expect(told).toBe(2), UNTIL);
      await listener.close();
    });

    test('hands out jobs', async () => {
      const done: string[] = [];
      const run = handleJob(NOTES, async ({ text }) => void done.push(text));
      const engine = createJobEngine({
        database,
        log: pino({ level: 'silent' }),
        handlers: [run],
        pollMs: 3_600_000,
      });
      engine.start();
      const now = new Date().toISOString();
      for (const text of ['a', 'b', 'c'])
        await database.write((tx) => addJob(tx, NOTES, { payload: { text }, now }));
      await vi.waitFor(() => expect(done.toSorted()).toEqual(['a', 'b', 'c']), UNTIL);
      await engine.stop();
      expect(
        (await listJobs(database.db, { limit: 10, kind: NOTES.name })).map(({ state }) => state),
      ).toEqual(['done', 'done', 'done']);
    });

    test('has limits of time where the role has them, and the doctor says so where not', async () => {
      const { databaseUrl = '', dataDir } = opened;
      const env = {
        DATABASE_URL: pooler.urlOf(databaseUrl),
        DATABASE_DIRECT_URL: databaseUrl,
        DATA_DIR: dataDir,
      };
      const said = async (): Promise<string> =>
        /^(?:ok|warn|fail) +database .*$/m.exec((await runCommandLine(['doctor'], env)).out)?.[0] ?? '';
      expect(await said()).toMatch(/^warn .*as long as it likes/);
    });

    test('is migrated past it, without the limits of its role', async () => {
      const { databaseUrl = '' } = opened;
      const { username } = new URL(databaseUrl);
      const limit = (value: string) =>
        database.changeSchema((tx) =>
          sql`alter role ${sql.ref(username)} set statement_timeout = ${sql.lit(value)}`.execute(tx),
        );
      const inForce = () =>
        database.changeSchema((tx) =>
          sql<{ value: string }>`select current_setting('statement_timeout') as value`.execute(tx),
        );
      await limit('17s');
      try {
        expect((await inForce()).rows).toEqual([{ value: '0' }]);
      } finally {
        await limit('0');
      }
      await migrateDown(database, { steps: 1 });
      expect(await migrateUp(database)).toHaveLength(1);
    });

    test('is refused where nobody said that it stands there, since limits of time would not hold', async () => {
      const { databaseUrl = '', dataDir } = opened;
      const unaware = await openDatabase({ databaseUrl: pooler.urlOf(databaseUrl), dataDir });
      await expect(unaware.ping()).rejects.toMatchObject({ code: 'database-unavailable' });
      await unaware.close();
    });
  },
);
