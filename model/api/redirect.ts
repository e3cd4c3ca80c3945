import { z } from 'zod';
import { brokenLinksSchema } from './broken-link.ts';
import { problemSchema } from './problem.ts';
import { acceptedSchema } from './accepted.ts';
import { REDIRECTS_MAX } from '../limits.ts';
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

export const setRedirectsSchema = z
  .strictObject({
    redirects: z.array(z.strictObject(redirectSchema.shape)).min(1).max(REDIRECTS_MAX),
    isTrial: z
      .boolean()
      .default(false)
      .meta({ description: 'Only say what would be refused, and which links would be dead.' }),
    links: z.literal('anyway').optional().meta({ description: 'Set those that leave links dead, too.' }),
  })
  .register(apiSchemas, { id: 'SetRedirects' });

export const redirectsSetSchema = z
  .object({
    publication: acceptedSchema.meta({
      description: 'One for all of them. null: they were there already, or were only tried, or refused.',
    }),
    results: z
      .array(z.object({ path: z.string(), problem: problemSchema.nullable() }))
      .meta({ description: 'In the order of the request. null: it is not refused.' }),
    brokenLinks: brokenLinksSchema,
  })
  .register(apiSchemas, { id: 'RedirectsSet' });

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
