import { z } from 'zod';
import { apiSchemas } from './registry.ts';

/** RFC 9457, as every failing request is answered. Further members depend on the code. */
export const problemSchema = z
  .looseObject({
    type: z.string().meta({ examples: ['urn:stillpress:error:version-conflict'] }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string().meta({ description: 'Permanent: match on this, never on a text.' }),
    detail: z.string().meta({ description: 'What happened, why, and what to do next.' }),
    instance: z.string().meta({ description: 'The path that was asked for.' }),
    correlationId: z
      .string()
      .meta({ description: 'Finds this request in the logs. Name it when you ask for help.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Where in the input the problem is.' }),
  })
  .register(apiSchemas, { id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
