import { PostgresAdapter, sql } from 'kysely';
import type { Kysely } from 'kysely';

/**
 * On PostgreSQL, each job that waits is handed over to graphile-worker in the transaction that makes it wait: as it is asked for, put off or given back, and
 * when the one of its key that ran has ended. Those of the publisher are its own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`
    create function dispatch_job(id text, kind text, run_at timestamptz) returns void language plpgsql as $$
      begin
        if kind not in ('rebuild', 'rollback', 'resume', 'takedown', 'verify') then
          perform graphile_worker.add_job(
            kind, payload := json_build_object('id', id), run_at := run_at, job_key := id, max_attempts := 1, flags := array[kind]);
        end if;
      end
    $$`.execute(db);
  await sql`
    create function dispatch_added_jobs() returns trigger language plpgsql as $$
      begin
        perform dispatch_job(added.id, added.kind, added.run_at) from added where added.state = 'waiting';
        return null;
      end
    $$`.execute(db);
  await sql`
    create function dispatch_changed_job() returns trigger language plpgsql as $$
      begin
        if new.state = 'waiting' then
          perform dispatch_job(new.id, new.kind, new.run_at);
        end if;
        if old.state = 'running' and new.state <> 'running' and old.unique_key is not null then
          perform dispatch_job(job.id, job.kind, job.run_at) from job
            where job.unique_key = old.unique_key and job.state = 'waiting' and job.id <> new.id;
        end if;
        return null;
      end
    $$`.execute(db);
  await sql`
    create trigger job_added after insert on job referencing new table as added
    for each statement execute function dispatch_added_jobs()`.execute(db);
  await sql`
    create trigger job_changed after update on job for each row
    when (old.state <> new.state or old.run_at <> new.run_at) execute function dispatch_changed_job()`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`drop trigger job_added on job`.execute(db);
  await sql`drop trigger job_changed on job`.execute(db);
  await sql`drop function dispatch_added_jobs, dispatch_changed_job, dispatch_job`.execute(db);
}
