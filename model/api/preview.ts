import { z } from 'zod';
import { entryContentSchema } from './entry.ts';
import { apiSchemas } from './registry.ts';

export const previewContentSchema = z
  .strictObject({
    entryId: z.uuid(),
    content: entryContentSchema.meta({
      description: 'As it would be saved, and as complete as a draft has to be.',
    }),
    path: z
      .string()
      .regex(/^\//, { error: 'Expected a path of the site, such as /blog/.' })
      .max(2_000)
      .optional()
      .meta({ description: 'The page to show; left out: the page of the entry.' }),
  })
  .register(apiSchemas, { id: 'PreviewContent' });
