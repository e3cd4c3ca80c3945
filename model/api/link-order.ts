import { z } from 'zod';
import { redirectTargetSchema } from './redirect.ts';
import { apiSchemas } from './registry.ts';

const path = z.string().meta({ description: '`path` of the broken link.' });
const anchor = z
  .string()
  .nullable()
  .default(null)
  .meta({ description: '`anchor` of the broken link; null where there is no page at all.' });

/** More than anybody settles by hand. */
const RESOLUTIONS_MAX = 200;

const resolutionSchema = z
  .discriminatedUnion('by', [
    z.strictObject({
      path,
      by: z.literal('redirect'),
      to: redirectTargetSchema,
      status: z.union([z.literal(301), z.literal(302)]).default(301),
    }),
    z.strictObject({
      path,
      anchor,
      by: z.literal('replace'),
      with: z.union([
        z.strictObject({ entryId: z.uuid(), anchor: z.string().optional() }),
        z.strictObject({ url: z.string().meta({ description: 'An address, also of this site.' }) }),
      ]),
    }),
    z.strictObject({ path, anchor, by: z.literal('unlink') }),
  ])
  .meta({
    description:
      'redirect: visitors of the address are led on. replace: the link leads elsewhere, wherever it stands in the rich text of entries. unlink: it is no link any more, and its text stays.',
  })
  .register(apiSchemas, { id: 'LinkResolution' });

/** Of what is only planned: those that are left are dead then. */
export const linksPlannedSchema = z
  .strictObject({ resolve: z.array(resolutionSchema).max(RESOLUTIONS_MAX).default([]) })
  .register(apiSchemas, { id: 'LinksPlanned' });

export const linkOrderSchema = z
  .strictObject({
    resolve: z.array(resolutionSchema).max(RESOLUTIONS_MAX).default([]),
    anyway: z.boolean().default(false).meta({ description: 'Publish it with the links that are left dead.' }),
  })
  .register(apiSchemas, { id: 'LinkOrder' });
