import { PostgresAdapter, sql } from 'kysely';
import type { ColumnBuilderCallback, Kysely } from 'kysely';

/** What it takes to do jobs in any process: who has one and until when, how often it is tried, and what is forgotten after it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { timestamp, inFormat } = columns(db);
  const job = db.schema.alterTable('job');
  await job.addColumn('max_attempts', 'integer', (column) => column.notNull().defaultTo(1)).execute();
  await job.addColumn('locked_by', 'text').execute();
  await job.addColumn('lease_until', timestamp, inFormat('lease_until')).execute();
  await job.addColumn('correlation_id', 'text').execute();
  await job
    .addColumn('is_forgotten', 'integer', (column) =>
      column
        .notNull()
        .defaultTo(0)
        .check(sql`is_forgotten in (0, 1)`),
    )
    .execute();
  await db.schema
    .createIndex('job_kind_state_run_at')
    .on('job')
    .columns(['kind', 'state', 'run_at'])
    .execute();
  await db.schema.createIndex('job_every_unique_key').on('job').column('unique_key').execute();
  // The jobs of the publisher have no lease: it may hold several of one key at once.
  await sql`create unique index job_running_key on job (unique_key) where state = 'running' and lease_until is not null`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const index of ['job_running_key', 'job_every_unique_key', 'job_kind_state_run_at'])
    await db.schema.dropIndex(index).execute();
  for (const column of ['is_forgotten', 'correlation_id', 'lease_until', 'locked_by', 'max_attempts'])
    await db.schema.alterTable('job').dropColumn(column).execute();
}

/** What the dialects spell differently, as in the first migration. */
function columns(db: Kysely<unknown>) {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  return {
    timestamp: postgres ? sql`timestamptz` : sql`text`,
    inFormat:
      (name: string): ColumnBuilderCallback =>
      (column) =>
        postgres ? column : column.check(sql`${sql.ref(name)} glob '????-??-??T??:??:??.???Z'`),
  };
}
