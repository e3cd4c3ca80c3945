import { z } from 'zod';
import type { TakenJob } from '../store/publisher-jobs.ts';
import { resume, rollBack } from './rollback.ts';
import type { RollbackContext } from './rollback.ts';

const who = {
  actorId: z.string().nullable().default(null),
  token: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  correlationId: z.string().nullable().default(null),
};

const rollbackPayload = z.object({
  ...who,
  toNumber: z.number().int(),
  reason: z.string().nullable().default(null),
});

const resumePayload = z.object(who);

/** What another process asked for on the way back, done; null for a job of another kind. The caller finishes the job. */
export async function runWayBackJob(
  context: RollbackContext,
  { kind, payload }: TakenJob,
): Promise<Record<string, unknown> | null> {
  if (kind === 'rollback') return { ...(await rollBack(context, rollbackPayload.parse(payload))) };
  if (kind !== 'resume') return null;
  await resume(context, resumePayload.parse(payload));
  return {};
}
