import { z } from 'zod';
import { acceptedSchema } from './accepted.ts';
import { brokenLinksSchema } from './broken-link.ts';
import { entrySchema } from './entry.ts';
import { linkOrderSchema } from './link-order.ts';
import { ofBundleSchema } from './of-bundle.ts';
import { planSeenSchema } from './plan.ts';
import { redirectTargetSchema } from './redirect.ts';
import { apiSchemas } from './registry.ts';

const publicationReasonSchema = z
  .object({
    detail: z.string().meta({ description: 'In one sentence, with what to do.' }),
    message: z.string().meta({ description: "The template's own words." }),
    template: z
      .string()
      .nullable()
      .meta({ description: "The template's file, with the line, as far as they are known." }),
    path: z.string().meta({ description: 'The page that could not be rendered.' }),
    since: z.iso.datetime(),
  })
  .register(apiSchemas, { id: 'PublicationReason' });

const committedAt = z.iso.datetime().meta({
  description: 'The moment that its pages are told of: that of the plan, where it was published as planned.',
});

const acceptedAt = z.iso.datetime().meta({ description: 'When it came into the log.' });

export const publicationSchema = z
  .object({
    seq: z.int().min(1).meta({ description: 'Its number in the publication log.' }),
    committedAt,
    acceptedAt,
    state: z.enum(['accepted', 'live', 'held', 'withheld', 'superseded']).meta({
      description:
        'accepted: it is in the log and will not be lost. live: visitors get it. held: the site was rolled back; they get it once somebody resumes. withheld: a page cannot be rendered with it, so that visitors get what was there before; `reason` says why. superseded: it was withheld until a later publication took its place, and never was public.',
    }),
    liveAt: z.iso.datetime().nullable(),
    release: z.int().nullable().meta({ description: 'The number of the release that brought it.' }),
    changedUrls: z.array(z.string()).meta({
      description: 'Every public address that this release changed; others may have come with it.',
    }),
    staleUrls: z.array(z.string()).meta({
      description:
        'Public addresses that this release could not render, whichever publication was left out: they still show what was there before. `reason` says why.',
    }),
    rendering: z.object({ rendered: z.int(), left: z.int() }).nullable().meta({
      description:
        'While it is accepted: how many pages are rendered for the next release, and how many are still to be, as far as is known. null: that takes but a moment, or is over.',
    }),
    reason: publicationReasonSchema.nullable().meta({
      description: 'Why it is withheld, was until it was superseded, or is not on every page yet.',
    }),
    isAsLeft: z.boolean().meta({
      description:
        'Everything that it changed is as it left it. false: it was taken back, or something of it was changed since, so that it cannot be taken back.',
    }),
  })
  .register(apiSchemas, { id: 'Publication' });

export const acceptedPublicationSchema = z
  .object({
    publication: acceptedSchema.meta({ description: 'null: it was public already, just as it is.' }),
    entry: entrySchema,
    brokenLinks: brokenLinksSchema,
  })
  .meta({ description: 'The publication is in the log. Its address, in `Location`, says when it is live.' })
  .register(apiSchemas, { id: 'AcceptedPublication' });

export const acceptedBundleSchema = z
  .object({
    publication: acceptedSchema.meta({ description: 'null: all of it was public already, just as it is.' }),
    entries: z.array(entrySchema).meta({ description: 'In the order of the request.' }),
    brokenLinks: brokenLinksSchema,
  })
  .meta({ description: 'The publication is in the log. Its address, in `Location`, says when it is live.' })
  .register(apiSchemas, { id: 'AcceptedBundle' });

const BUNDLE_ITEMS_MAX = 1_000;

export const publishBundleSchema = z
  .strictObject({
    entries: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'The id of the entry.' }),
          action: z.enum(['publish', 'withdraw']).default('publish'),
          versionId: z
            .string()
            .meta({ description: 'The draft version that you saw, as `If-Match` names it elsewhere.' }),
        }),
      )
      .max(BUNDLE_ITEMS_MAX),
    basis: planSeenSchema.optional(),
    links: linkOrderSchema.optional(),
    bundle: ofBundleSchema.optional(),
  })
  .register(apiSchemas, { id: 'PublishBundle' });

const publicationItemSchema = z
  .object({
    kind: z.enum(['publish', 'withdraw', 'media', 'media-removed', 'redirect', 'redirect-removed']),
    entryId: z.string().nullable(),
    title: z.string().nullable().meta({ description: 'What the entry is called now.' }),
    collection: z.string().nullable().meta({ description: 'Of the entry. null: it is no entry.' }),
    path: z
      .string()
      .nullable()
      .meta({ description: 'Where it is public from then on, or where the redirect leads on from.' }),
    previousPath: z.string().nullable(),
    previousVersionId: z.string().nullable().meta({
      description: 'What was public of the entry before. null: nothing, or it is no entry.',
    }),
    redirect: z
      .object({
        status: z.int(),
        to: redirectTargetSchema.nullable(),
        title: z.string().nullable().meta({ description: 'Of the entry that it leads to.' }),
        collection: z.string().nullable().meta({ description: 'Of the entry that it leads to.' }),
      })
      .nullable()
      .meta({ description: 'As it is from then on, or was until then. null: it is no redirect.' }),
  })
  .register(apiSchemas, { id: 'PublicationItem' });

export const publicationListSchema = z
  .object({
    publications: z.array(
      z.object({
        seq: z.int().min(1),
        committedAt,
        acceptedAt,
        by: z
          .object({ id: z.string(), name: z.string() })
          .nullable()
          .meta({ description: 'null: the program itself.' }),
        takesBack: z
          .int()
          .nullable()
          .meta({ description: 'The publication whose inverse it is; null for every other one.' }),
        items: z.array(publicationItemSchema),
        release: z.object({ number: z.int(), finishedAt: z.iso.datetime() }).nullable().meta({
          description:
            'The first one that went as far as this publication; whether it shows it, `/publications/{seq}` says.',
        }),
      }),
    ),
    nextBefore: z.int().nullable().meta({ description: '`before` of the next page.' }),
  })
  .register(apiSchemas, { id: 'PublicationList' });

export const revertedPublicationSchema = z
  .object({
    publication: z.object({ seq: z.int().min(1), state: z.literal('accepted') }),
    brokenLinks: brokenLinksSchema,
  })
  .meta({ description: 'The inverse is in the log. Its address, in `Location`, says when it is live.' })
  .register(apiSchemas, { id: 'RevertedPublication' });

export type Publication = z.infer<typeof publicationSchema>;

export type AcceptedPublication = z.infer<typeof acceptedPublicationSchema>;
