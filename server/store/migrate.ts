import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import type { Database } from './database.ts';
import { assertUnchanged, readMigrationFiles } from './migration-files.ts';
import type { MigrationFile } from './migration-files.ts';
import type { MigrationTable, Tables } from './tables.ts';

/**
 * Runs the files of `migrations/` in one transaction, by one process at a time, and keeps each one's checksum beside its name.
 * Kysely's Migrator takes no lock on SQLite, knows no checksums, and on Postgres loses the error of a migration that fails within
 * a transaction of ours.
 */
export async function migrateUp(database: Database): Promise<MigrationResult[]> {
  const files = await readMigrationFiles();
  await database.installQueue();
  return await changeSchema(database, files, async (tx, { known, newer }) => {
    const pending = files.slice(known.length);
    if (pending.length > 0) assertNone(newer);
    for (const { name, checksum, load } of pending) {
      const migration = await load();
      await migration.up(tx);
      const { kind } = migration;
      await tx
        .insertInto('migration')
        // Before the first that says its kind, there is no column for it.
        .values({ name, checksum, applied_at: new Date().toISOString(), ...(kind !== undefined && { kind }) })
        .execute();
    }
    return pending.map(({ name }) => ({ name, direction: 'up' }));
  });
}

export async function migrateDown(
  database: Database,
  { steps }: { steps: number },
): Promise<MigrationResult[]> {
  const files = await readMigrationFiles();
  return await changeSchema(database, files, async (tx, { known, newer }) => {
    assertNone(newer);
    const undone = files.slice(0, known.length).toReversed().slice(0, steps);
    for (const { name, load } of undone) {
      const migration = await load();
      await migration.down(tx);
      await tx.deleteFrom('migration').where('name', '=', name).execute();
    }
    return undone.map(({ name }) => ({ name, direction: 'down' }));
  });
}

export type MigrationResult = { name: string; direction: 'up' | 'down' };

/** Every migration that the program or the database knows, in their order. */
export async function migrationStatus(database: Database): Promise<MigrationStatus[]> {
  const files = await readMigrationFiles();
  const applied = await database.read((tx) => readApplied(database, tx));
  const status = files.map(({ name }): MigrationStatus => {
    const row = applied.find((candidate) => candidate.name === name);
    return { name, state: row === undefined ? 'pending' : 'applied', appliedAt: row?.applied_at ?? null };
  });
  const foreign = applied.filter(({ name }) => !files.some((file) => file.name === name));
  return [
    ...status,
    ...foreign.map(({ name, applied_at: appliedAt, kind }): MigrationStatus => ({
      name,
      state: kind === 'expand' ? 'newer' : 'unknown',
      appliedAt,
    })),
  ];
}

export type MigrationStatus = {
  name: string;
  /** A newer program has applied what is newer or unknown: this one can work with the former, and not with the latter. */
  state: 'applied' | 'pending' | 'newer' | 'unknown';
  appliedAt: string | null;
};

export async function assertSchemaCurrent(database: Database): Promise<void> {
  const files = await readMigrationFiles();
  const applied = await database.read((tx) => readApplied(database, tx));
  const { known } = assertApplicable(files, applied);
  const pending = files.slice(known.length).map(({ name }) => name);
  if (pending.length === 0) return;
  throw new AppError(
    'schema-not-current',
    `The database lacks the migrations ${pending.join(', ')}. Run \`stillpress migrate up\`.`,
  );
}

async function changeSchema<T>(
  database: Database,
  files: readonly MigrationFile[],
  change: (tx: Transaction<Tables>, applied: Applied) => Promise<T>,
): Promise<T> {
  return await database.changeSchema(async (tx) => {
    await tx.schema
      .createTable('migration')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.notNull().primaryKey())
      .addColumn('checksum', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'text', (column) => column.notNull())
      .execute();
    return await change(tx, assertApplicable(files, await readApplied(database, tx)));
  });
}

async function readApplied({ dialect }: Database, tx: Transaction<Tables>): Promise<MigrationTable[]> {
  const look =
    dialect === 'postgres'
      ? sql<{ found: boolean }>`select to_regclass('migration') is not null as found`
      : sql<{ found: number }>`select exists (select 1 from sqlite_master where name = 'migration') as found`;
  const { rows } = await look.execute(tx);
  if (!rows[0]?.found) return [];
  return await tx.selectFrom('migration').selectAll().orderBy('name').execute();
}

type Applied = {
  known: readonly MigrationTable[];
  /** By a newer program, and such that this one can work with them. */
  newer: readonly MigrationTable[];
};

/** What was applied must be the beginning of what this program has, unchanged; after it comes what only adds to that. */
function assertApplicable(files: readonly MigrationFile[], applied: readonly MigrationTable[]): Applied {
  const known = applied.filter(({ name }) => files.some((file) => file.name === name));
  const newer = applied.filter((migration) => !known.includes(migration));
  assertNone(newer.filter(({ kind }) => kind !== 'expand'));
  for (const [position, { name, checksum }] of known.entries()) {
    const file = files[position];
    if (file?.name !== name) {
      throw new AppError(
        'schema-not-current',
        `The migration ${name} has been applied, and ${file?.name}, which comes before it, has not. Give ${file?.name} a higher number.`,
      );
    }
    assertUnchanged(name, { expected: checksum, checksum: file.checksum });
  }
  return { known, newer };
}

function assertNone(newer: readonly MigrationTable[]): void {
  if (newer.length === 0) return;
  const names = newer.map(({ name }) => name).join(', ');
  throw new AppError(
    'schema-not-current',
    `The database is newer than this program, which does not know its migrations ${names}. Install the version that made them.`,
  );
}
