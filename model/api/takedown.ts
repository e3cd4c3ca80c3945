import { z } from 'zod';
import { acceptedSchema } from './accepted.ts';
import { brokenLinkSchema } from './broken-link.ts';
import { apiSchemas } from './registry.ts';

const REASON_LENGTH_MAX = 1_000;

export const takeDownSchema = z
  .strictObject({
    reason: z.string().max(REASON_LENGTH_MAX).meta({ description: 'For the record: who demanded it.' }),
  })
  .register(apiSchemas, { id: 'TakeDown' });

export const takedownSchema = z
  .object({
    id: z.uuid(),
    entryId: z.uuid(),
    reason: z.string(),
    paths: z.array(z.string()).meta({ description: 'Every path at which it was public.' }),
    takenDownAt: z.iso.datetime(),
    takenDownBy: z.uuid().nullable(),
    publication: acceptedSchema.meta({
      description: 'The withdrawal. null: it was not public, or it had been taken down before.',
    }),
    brokenLinks: z.array(brokenLinkSchema).meta({
      description:
        'The links that it leaves dead and that were not dead before: it is never refused for them.',
    }),
  })
  .meta({ description: 'The record that is kept in place of the entry.' })
  .register(apiSchemas, { id: 'Takedown' });
