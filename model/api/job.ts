import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const moment = z.iso.datetime();

export const JOB_STATES = ['waiting', 'running', 'done', 'dead'] as const;

export const jobSchema = z
  .object({
    id: z.uuid(),
    kind: z.string().meta({ description: 'What is done.', examples: ['mail.send'] }),
    state: z.enum(JOB_STATES).meta({
      description:
        'waiting: for its time, or its next attempt. dead: it is tried no more, unless somebody asks for that.',
    }),
    attempts: z.int(),
    maxAttempts: z.int(),
    dueAt: moment.meta({ description: 'Of one that waits, when it is tried next.' }),
    createdAt: moment,
    finishedAt: moment.nullable().meta({ description: 'When it was done, or given up.' }),
    error: z.string().nullable().meta({ description: 'Why the last attempt did not succeed.' }),
  })
  .register(apiSchemas, { id: 'Job' });

export const jobListSchema = z
  .object({
    jobs: z.array(jobSchema),
    nextCursor: z.uuid().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'JobList' });
