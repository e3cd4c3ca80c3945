import { z } from 'zod';
import { apiSchemas } from './registry.ts';

export const brokenLinkSchema = z
  .object({
    path: z.string().meta({ description: 'The address that it leads to.' }),
    anchor: z.string().nullable().meta({ description: 'null: there is no page at all.' }),
    from: z
      .array(
        z.object({
          path: z.string(),
          entryId: z.string().nullable().meta({
            description:
              'The entry that it is the page of. null: the templates make it by themselves, or you may not read the entry.',
          }),
          collection: z.string().nullable(),
          title: z.string().nullable(),
        }),
      )
      .meta({ description: 'The public pages that hold the link.' }),
    isCut: z.boolean().meta({ description: 'More pages hold it than are named.' }),
  })
  .register(apiSchemas, { id: 'BrokenLink' });

export const brokenLinkListSchema = z
  .object({
    links: z.array(brokenLinkSchema),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'BrokenLinkList' });

/** In the answer to what was done. */
export const brokenLinksSchema = z.array(brokenLinkSchema).meta({
  description: 'The links that it leaves dead and that were not dead before, done all the same.',
});

/** In the query of what takes no body for it. */
export const linksAnywaySchema = z
  .literal('anyway')
  .optional()
  .meta({ description: 'Do it although it leaves links dead.' });
