import { countOf } from '../count-of.ts';
import { dropJob, listJobs, readJob, retryJob } from '../store/job-records.ts';
import type { JobRecord } from '../store/job-records.ts';
import type { JobTable } from '../store/job-table.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

type ListOrder = { state?: JobTable['state']; kind?: string; limit: number; json: boolean };

export async function showJobs(cli: Cli, { json, ...filter }: ListOrder): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const jobs = await listJobs(database.db, filter);
    if (json) return cli.print(JSON.stringify({ jobs }, null, 2));
    if (jobs.length === 0) return cli.print('There are no such jobs.');
    cli.print(table([['job', 'kind', 'state', 'attempts', 'when', 'error'], ...jobs.map(listRow)]));
  });
}

const MAX_ERROR_LENGTH = 80;

function listRow(job: JobRecord): string[] {
  const [error = ''] = (job.lastError ?? '').split('\n');
  return [job.id, job.kind, job.state, attemptsOf(job), whenOf(job), error.slice(0, MAX_ERROR_LENGTH)];
}

function attemptsOf({ attempts, maxAttempts }: JobRecord): string {
  return `${attempts} of ${maxAttempts}`;
}

/** When it ended, or else when it begins or began. */
function whenOf({ finishedAt, runAt }: JobRecord): string {
  return finishedAt ?? runAt;
}

export async function showJob(cli: Cli, { id, json }: { id: string; json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const job = await readJob(database.db, { id });
    if (json) return cli.print(JSON.stringify(job, null, 2));
    const facts = [
      ['job', job.id],
      ['kind', job.kind],
      ['state', job.state],
      ['attempts', attemptsOf(job)],
      ['asked for', job.createdAt],
      ['due', job.runAt],
      ['ended', job.finishedAt ?? 'not yet'],
      ['held until', job.leaseUntil ?? 'by nobody'],
      ['correlation id', job.correlationId ?? 'none'],
      ['error', job.lastError ?? 'none'],
      ['payload', job.payload === null ? 'not shown: it holds a secret' : JSON.stringify(job.payload)],
    ];
    cli.print(table(facts));
  });
}

type Order = { ids: readonly string[]; json: boolean };

/** All of them, or none. */
export async function retryJobs(cli: Cli, { ids, json }: Order): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const now = new Date().toISOString();
    await database.write(async (tx) => {
      for (const id of ids) await retryJob(tx, { id, now });
    });
    if (json) return cli.print(JSON.stringify({ retried: ids }, null, 2));
    cli.print(
      `${countOf(ids.length, 'job waits', 'jobs wait')} for the next attempt. A server or a worker does it.`,
    );
  });
}

/** All of them, or none. */
export async function dropJobs(cli: Cli, { ids, json }: Order): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    await database.write(async (tx) => {
      for (const id of ids) await dropJob(tx, { id });
    });
    if (json) return cli.print(JSON.stringify({ dropped: ids }, null, 2));
    cli.print(`${countOf(ids.length, 'job is', 'jobs are')} gone.`);
  });
}
