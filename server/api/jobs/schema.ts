import { z } from 'zod';
import { JOB_STATES } from '../../../model/api/job.ts';
import { listLimit } from '../list-limit.ts';

export const listJobsInput = z.object({
  query: z.object({
    state: z.enum(JOB_STATES).optional(),
    routine: z
      .stringbool({ truthy: ['true'], falsy: ['false'] })
      .optional()
      .meta({
        description: '`false` leaves out what recurs by itself and is in order.',
      }),
    limit: listLimit.optional(),
    cursor: z.uuid().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const jobInput = z.object({ params: z.object({ id: z.uuid() }) });
