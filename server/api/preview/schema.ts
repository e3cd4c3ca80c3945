import { z } from 'zod';
import { previewContentSchema, previewPathSchema } from '../../../model/api/preview.ts';

export const previewInput = z.object({
  params: z.object({
    entryId: z.string().meta({
      description:
        'Of the entry whose draft is shown; `mine` for all drafts that you saved last; or `bundle:ID` for everything that a bundle publishes and withdraws.',
    }),
  }),
  query: z.object({
    version: z
      .string()
      .optional()
      .meta({ description: 'The id of a version of the entry, in place of its draft.' }),
    with: z.string().optional().meta({
      description:
        'The ids of other entries whose drafts are shown as well, separated by commas; ID@VERSION for a version.',
    }),
    path: previewPathSchema
      .optional()
      .meta({ description: 'The page to begin with, in place of the page of the entry.' }),
  }),
});

export const previewContentInput = z.object({ body: previewContentSchema });
