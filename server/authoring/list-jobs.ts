import { listJobs as selectJobs } from '../store/job-records.ts';
import type { JobRecord } from '../store/job-records.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requirePermission } from './permission.ts';

type JobsRequest = Call & {
  state?: JobRecord['state'] | undefined;
  /** With what recurs by itself and is in order, unless told otherwise. */
  routine?: boolean | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

const LIMIT_DEFAULT = 50;

/** The newest first. */
export async function listJobs(
  { database }: Pick<AuthoringContext, 'database'>,
  { actor, cursor: before, limit = LIMIT_DEFAULT, routine: isRoutine, state }: JobsRequest,
): Promise<{ jobs: JobRecord[]; nextCursor: string | null }> {
  requirePermission(actor, 'job.manage', { kind: 'installation' });
  const found = await selectJobs(database.db, { state, before, isRoutine, limit: limit + 1 });
  const jobs = found.slice(0, limit);
  return { jobs, nextCursor: found.length > limit ? (jobs.at(-1)?.id ?? null) : null };
}
