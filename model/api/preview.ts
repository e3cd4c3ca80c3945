import { z } from 'zod';
import { entryContentSchema } from './entry.ts';
import { normalizePath } from '../public-path.ts';
import { apiSchemas } from './registry.ts';

/** Nothing that would lead out of the preview. */
export const previewPathSchema = z
  .string()
  .max(2_000)
  .refine((path) => path.startsWith('/') && normalizePath(path) !== null, {
    error: 'Expected a path of the site, such as /blog/.',
  });

export const previewContentSchema = z
  .strictObject({
    entryId: z.uuid(),
    content: entryContentSchema.meta({
      description: 'As it would be saved, and as complete as a draft has to be.',
    }),
    path: previewPathSchema
      .optional()
      .meta({ description: 'The page to show; left out: the page of the entry.' }),
  })
  .register(apiSchemas, { id: 'PreviewContent' });
