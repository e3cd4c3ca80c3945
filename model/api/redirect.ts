import { z } from 'zod';
import { brokenLinksSchema } from './broken-link.ts';
import { apiSchemas } from './registry.ts';

const path = z.string().meta({ examples: ['/old/'] });

export const redirectTargetSchema = z.union([
  z.strictObject({ kind: z.literal('path'), path }),
  z.strictObject({ kind: z.literal('entry'), entryId: z.uuid() }),
  z.strictObject({
    kind: z.literal('url'),
    url: z
      .string()
      .meta({ description: 'On another site, by http or https.', examples: ['https://example.org/new/'] }),
  }),
]);

export const redirectSchema = z
  .object({
    path: path.meta({ description: 'Where it leads on from: a path without a page.' }),
    status: z.union([z.literal(301), z.literal(302), z.literal(410)]).meta({
      description: '301: moved for good · 302: for now · 410: gone, and leads nowhere.',
    }),
    to: redirectTargetSchema
      .nullable()
      .meta({ description: 'null with 410 alone. An entry is followed when it moves.' }),
  })
  .register(apiSchemas, { id: 'Redirect' });

export const redirectListSchema = z
  .object({ redirects: z.array(redirectSchema) })
  .register(apiSchemas, { id: 'RedirectList' });

export const acceptedRedirectSchema = z
  .object({
    publication: z
      .object({ seq: z.int().min(1), state: z.literal('accepted') })
      .nullable()
      .meta({ description: 'null: it was there already, just so.' }),
    redirect: redirectSchema.nullable().meta({ description: 'As it is now; null when it was removed.' }),
    brokenLinks: brokenLinksSchema,
  })
  .register(apiSchemas, { id: 'AcceptedRedirect' });
