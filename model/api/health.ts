import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const healthState = z.enum(['ok', 'warn', 'fail']);

export const healthSchema = z
  .object({
    state: healthState.meta({ description: 'The worst of them.' }),
    checkedAt: z.iso.datetime(),
    components: z.array(
      z.object({
        component: z.string().meta({ examples: ['database', 'queue', 'publisher'] }),
        state: healthState,
        says: z.string(),
        todo: z
          .string()
          .nullable()
          .meta({ description: 'What to do about it; null where nothing has to be done.' }),
      }),
    ),
  })
  .register(apiSchemas, { id: 'Health' });

export type Health = z.infer<typeof healthSchema>;
