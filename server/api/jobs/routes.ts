import type { z } from 'zod';
import { jobListSchema, jobSchema } from '../../../model/api/job.ts';
import { listJobs } from '../../authoring/list-jobs.ts';
import { retryJob } from '../../authoring/retry-job.ts';
import type { JobRecord } from '../../store/job-records.ts';
import { callerOf } from '../caller.ts';
import { sessionRoute, type Route } from '../route.ts';
import { jobInput, listJobsInput } from './schema.ts';

const PATH = '/api/v1/jobs';
const TAG = 'Jobs';

const list = sessionRoute({
  method: 'GET',
  path: PATH,
  operationId: 'listJobs',
  tag: TAG,
  summary: 'What is done in the background',
  description: 'The newest first. What a job was asked for is not told: it may hold a secret.',
  input: listJobsInput,
  success: { status: 200, description: 'A page of them.', schema: jobListSchema },
  errors: ['not-allowed'],
  handle: async ({ ctx, deps, session, input }) => {
    const { jobs, nextCursor } = await listJobs(deps.authoring, {
      ...callerOf(ctx, session),
      ...input.query,
    });
    return { body: { jobs: jobs.map(presentJob), nextCursor } };
  },
});

const retry = sessionRoute({
  method: 'POST',
  path: `${PATH}/:id/retry`,
  operationId: 'retryJob',
  tag: TAG,
  summary: 'Try a job again',
  description: 'A dead one from its first attempt, one that waits at once.',
  input: jobInput,
  success: { status: 200, description: 'It waits to be done.', schema: jobSchema },
  errors: ['not-allowed', 'job-not-found', 'job-busy'],
  handle: async ({ ctx, deps, session, input }) => ({
    body: presentJob(await retryJob(deps.authoring, { ...callerOf(ctx, session), id: input.params.id })),
  }),
});

function presentJob(job: JobRecord): z.output<typeof jobSchema> {
  const { attempts, createdAt, finishedAt, id, kind, lastError: error, maxAttempts, runAt, state } = job;
  return { id, kind, state, attempts, maxAttempts, dueAt: runAt, createdAt, finishedAt, error };
}

export const jobRoutes: readonly Route[] = [list, retry];
