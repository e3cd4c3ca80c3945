import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../server/store/database.ts';
import {
  assertSchemaCurrent,
  migrateDown,
  migrateUp,
  migrationStatus,
} from '../../../server/store/migrate.ts';
import { readMigrationFiles } from '../../../server/store/migration-files.ts';
import type { MigrationKind } from '../../../server/store/tables.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { startChild } from '../../support/child-process.ts';
import { createEntry } from './fixtures.ts';

const FIRST = '0001-first-light';
const NEWER = { name: '9999-later', checksum: 'x', applied_at: '2030-01-01T00:00:00.000Z' };
const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

describe.each(DIALECTS)('migrations on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect, { migrated: false });
  });
  afterEach(() => opened.close());

  const wasMigrated = (kind: MigrationKind | null) =>
    opened.database.write((tx) =>
      tx
        .insertInto('migration')
        .values({ ...NEWER, kind })
        .execute(),
    );

  test('go up, down and up again, and find nothing to do after that', async () => {
    const { database } = opened;
    const names = (await readMigrationFiles()).map(({ name }) => name);
    expect(await migrateUp(database)).toEqual(names.map((name) => ({ name, direction: 'up' })));
    await createEntry(database);
    const down = await migrateDown(database, { steps: names.length });
    expect(down).toEqual(names.toReversed().map((name) => ({ name, direction: 'down' })));
    expect(await tablesOf(database)).toEqual(['migration']);
    expect(await migrateDown(database, { steps: 1 })).toEqual([]);
    expect(await migrateUp(database)).toHaveLength(names.length);
    expect(await migrateUp(database)).toEqual([]);
    await createEntry(database);
  });

  test('leave an index behind every column by which an entry names a version', async () => {
    const { database } = opened;
    await migrateUp(database);
    const { rows } =
      dialect === 'sqlite'
        ? await sql<{ column: string }>`
            select info.name as "column" from pragma_index_list('entry') as list
            join pragma_index_info(list.name) as info where info.seqno = 0`.execute(database.db)
        : await sql<{ column: string }>`
            select attname as "column" from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
            where indrelid = 'entry'::regclass`.execute(database.db);
    const columns = rows.map(({ column }) => column);
    expect(columns).toEqual(expect.arrayContaining(['draft_version_id', 'published_version_id']));
  });

  test('are listed as pending, then as applied with their time', async () => {
    const { database } = opened;
    const [pending] = await migrationStatus(database);
    expect(pending).toEqual({ name: FIRST, state: 'pending', appliedAt: null });
    await migrateUp(database);
    const [applied] = await migrationStatus(database);
    expect(applied).toEqual({
      name: FIRST,
      state: 'applied',
      appliedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test('are applied once when two processes start at the same time', async () => {
    const { dataDir, databaseUrl = '' } = opened;
    const children = [1, 2].map(() =>
      startChild(join(import.meta.dirname, 'migrate-child.ts'), [dataDir, databaseUrl]),
    );
    await Promise.all(children.map((child) => child.nextLine()));
    for (const child of children) child.send('go');
    const applied = await Promise.all(children.map((child) => child.nextLine()));
    await Promise.all(children.map((child) => child.ended));
    expect(applied.map(Number).toSorted((a, b) => a - b)).toEqual([0, (await readMigrationFiles()).length]);
    await assertSchemaCurrent(opened.database);
  }, 120_000);

  test('are required: a database without them is refused, naming what it lacks and the command', async () => {
    await expect(assertSchemaCurrent(opened.database)).rejects.toMatchObject({
      code: 'schema-not-current',
      message: expect.stringMatching(`${FIRST}.*stillpress migrate up`),
    });
    await migrateUp(opened.database);
    await assertSchemaCurrent(opened.database);
  });

  describe('of a newer program', () => {
    const refusal = {
      code: 'schema-not-current',
      message: expect.stringMatching('newer than this program.*9999-later'),
    };
    beforeEach(() => migrateUp(opened.database));
    test.each(['contract', null] as const)('are refused by name where they say %s', async (kind) => {
      const { database } = opened;
      await wasMigrated(kind);
      await expect(assertSchemaCurrent(database)).rejects.toMatchObject(refusal);
      await expect(migrateUp(database)).rejects.toMatchObject(refusal);
      await expect(migrateDown(database, { steps: 1 })).rejects.toMatchObject(refusal);
      expect(await migrationStatus(database)).toContainEqual(
        expect.objectContaining({ name: '9999-later', state: 'unknown' }),
      );
    });

    test('are worked with where they say expand, and taken back by whoever knows them alone', async () => {
      const { database } = opened;
      await wasMigrated('expand');
      await assertSchemaCurrent(database);
      expect(await migrateUp(database)).toEqual([]);
      await expect(migrateDown(database, { steps: 1 })).rejects.toMatchObject(refusal);
      expect(await migrationStatus(database)).toContainEqual(
        expect.objectContaining({ name: '9999-later', state: 'newer' }),
      );
    });

    test('are not mixed with older ones that are pending', async () => {
      const { database } = opened;
      await wasMigrated('expand');
      const { name = '' } = (await readMigrationFiles()).at(-1) ?? {};
      await database.write((tx) => tx.deleteFrom('migration').where('name', '=', name).execute());
      await expect(assertSchemaCurrent(database)).rejects.toMatchObject({ code: 'schema-not-current' });
      await expect(migrateUp(database)).rejects.toMatchObject(refusal);
    });
  });

  test('refuse a database that was migrated by other contents of the same file', async () => {
    const { database } = opened;
    await migrateUp(database);
    await database.write((tx) => tx.updateTable('migration').set({ checksum: 'another' }).execute());
    const refusal = { code: 'migration-changed', message: expect.stringContaining(FIRST) };
    await expect(migrateUp(database)).rejects.toMatchObject(refusal);
    await expect(assertSchemaCurrent(database)).rejects.toMatchObject(refusal);
  });

  test('leave nothing behind when one fails', async () => {
    const { database } = opened;
    // The first migration meets a table of its own name half-way.
    await database.changeSchema((tx) => tx.schema.createTable('media').addColumn('id', 'text').execute());
    await expect(migrateUp(database)).rejects.toThrow(/media/);
    expect(await tablesOf(database)).toEqual(['media']);
  });
});

/** Those of graphile-worker, in a schema of their own, are made by graphile-worker. */
async function tablesOf(database: Database): Promise<string[]> {
  const tables = await database.read((tx) => tx.introspection.getTables());
  return tables.flatMap(({ name, schema }) => (schema === 'graphile_worker' ? [] : name));
}

describe('the files of migrations/', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stillpress-migrations-'));
    await cp(MIGRATIONS, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('are those of checksums.json, unchanged', async () => {
    const files = await readMigrationFiles();
    const recorded = JSON.parse(await readFile(join(MIGRATIONS, 'checksums.json'), 'utf8')) as object;
    expect(files.map(({ name }) => name)).toEqual(Object.keys(recorded).toSorted());
  });

  test('say since there is a place for it whether older programs can work with what they leave behind', async () => {
    const files = (await readMigrationFiles()).filter(({ name }) => name >= '0037');
    const kinds = await Promise.all(files.map(async ({ load }) => (await load()).kind));
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind !== 'expand' && kind !== 'contract')).toEqual([]);
  });

  test('are refused when one has been changed, which is named', async () => {
    await writeFile(join(folder, `${FIRST}.ts`), '// nothing is left of it\n');
    await expect(readMigrationFiles(folder)).rejects.toMatchObject({
      code: 'migration-changed',
      message: expect.stringMatching(`${FIRST} has been changed`),
    });
  });

  test('are refused when one is not listed, with the line to add', async () => {
    await writeFile(join(folder, '0002-new.ts'), '');
    await expect(readMigrationFiles(folder)).rejects.toThrow(
      /0002-new is not listed .* Add it with the checksum e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855/,
    );
  });

  test('keep their checksums in a checkout with Windows line ends', async () => {
    const file = join(folder, `${FIRST}.ts`);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
    expect(await readMigrationFiles(folder)).toHaveLength((await readMigrationFiles()).length);
  });
});
