import { z } from 'zod';
import { linksPlannedSchema } from './link-order.ts';
import { apiSchemas } from './registry.ts';

/** The largest number that both databases and JSON can hold. */
export const SEQ_MAX = 2 ** 31 - 1;

const clockSchema = z
  .strictObject({ hour: z.string(), day: z.string(), year: z.string() })
  .register(apiSchemas, { id: 'PlanClock' });

const changeSchema = z.enum(['created', 'changed', 'removed']);

const PLAN_ENTRIES_MAX = 1_000;

const plannedEntrySchema = z
  .strictObject({
    action: z.enum(['publish', 'withdraw']),
    id: z.string(),
    versionId: z.string().nullable().meta({ description: 'null: it is withdrawn.' }),
  })
  .register(apiSchemas, { id: 'PlannedEntry' });

/** A publication that changes more is published without it. */
const PAGES_SEEN_MAX = 10_000;

export const planSeenSchema = z
  .strictObject({
    seq: z.int().min(0).max(SEQ_MAX),
    templateBuild: z.string().optional(),
    clock: clockSchema.optional(),
    at: z.iso.datetime().optional().meta({
      description:
        'Carried by the publication, so that its pages have the very bytes that were planned: as long as it is neither to come, nor older than 15 minutes, nor than the newest publication.',
    }),
    entries: z
      .array(plannedEntrySchema)
      .max(PLAN_ENTRIES_MAX)
      .optional()
      .meta({ description: 'What was planned: refused where other versions are to be published.' }),
    pages: z
      .array(
        z.strictObject({
          change: changeSchema,
          path: z.string(),
          hash: z.string().nullable().optional().meta({
            description: 'Refused where other bytes would come; left out, its address alone is compared.',
          }),
        }),
      )
      .max(PAGES_SEEN_MAX)
      .optional()
      .meta({
        description:
          'The pages of the plan that you saw. With them it is planned once more, and refused exactly if other addresses would change, or come with another `hash` than is given. Where the site has moved on and they are the same, it is published.',
      }),
  })
  .register(apiSchemas, { id: 'PlanSeen' })
  .meta({
    description:
      'The `basis` of the plan that you saw, or at least where the log ended then: what is given of it is compared. Without `pages`, it is refused if the log, the templates or the time have moved on.',
  });

export const planRequestSchema = z
  .strictObject({
    entries: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'The id of the entry.' }),
          action: z.enum(['publish', 'withdraw']).default('publish'),
          versionId: z
            .string()
            .optional()
            .meta({ description: 'One of its versions, in place of the draft.' }),
        }),
      )
      .max(PLAN_ENTRIES_MAX),
    at: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When it would be published; now, where it is left out.' }),
    links: linksPlannedSchema.optional().meta({
      description:
        'What is to become of links that it would leave dead, as it is going to be published with.',
    }),
    texts: z.boolean().default(false).meta({ description: 'With the text of each page before and after.' }),
  })
  .register(apiSchemas, { id: 'PlanRequest' });

export const deadLinkSchema = z.object({
  path: z.string(),
  anchor: z.string().nullable().meta({ description: 'null: there is no page at all.' }),
  from: z.array(z.string()).meta({ description: 'Pages that hold the link.' }),
  isCut: z.boolean().meta({ description: 'More pages hold it than are named.' }),
});

export const planSchema = z
  .object({
    basis: z.object({
      seq: z.int().min(0),
      templateBuild: z.string(),
      clock: clockSchema,
      at: z.iso.datetime().meta({ description: 'The moment of publication that it was made for.' }),
      entries: z.array(plannedEntrySchema),
    }),
    pages: z.array(
      z.object({
        change: changeSchema,
        path: z.string(),
        url: z.string(),
        cause: z.string().nullable().meta({
          description: 'The read of the templates that makes it change, or what else leads there.',
        }),
        hash: z.string().nullable().meta({
          description: 'SHA-256 of the bytes that visitors get then; null where the page is removed.',
        }),
      }),
    ),
    failures: z
      .array(z.object({ path: z.string(), template: z.string().nullable(), message: z.string() }))
      .meta({ description: 'Pages that cannot be rendered: it would be refused.' }),
    redirects: z
      .array(z.object({ path: z.string(), status: z.int(), to: z.string().nullable() }))
      .meta({ description: 'The redirects that it would make; `to` is null for what is gone.' }),
    deadLinks: z
      .array(
        deadLinkSchema.extend({
          isNew: z.boolean().meta({ description: 'It does not lead nowhere now, or not on each of them.' }),
          ways: z.array(z.enum(['redirect', 'replace', 'unlink'])).meta({
            description: 'What you can do about one that is new, with `links.resolve`.',
          }),
        }),
      )
      .meta({ description: 'Links that would lead nowhere, on pages that change or to them.' }),
    texts: z
      .object({
        pages: z.array(
          z.object({
            path: z.string(),
            hunks: z.array(
              z.object({
                before: z.int().meta({ description: 'The line of the text before that it begins at.' }),
                after: z.int(),
                lines: z
                  .array(z.string())
                  .meta({ description: 'Each with a space, a minus or a plus sign in front.' }),
              }),
            ),
            isCut: z.boolean(),
          }),
        ),
        isCut: z.boolean().meta({ description: 'More pages change than are compared.' }),
      })
      .nullable()
      .meta({
        description:
          'Of a page that is created or removed, that of its `main` alone, where it has one. null: `texts` was not asked for.',
      }),
    purgeUrls: z
      .array(z.string())
      .meta({ description: 'What a cache in front of the site would have to forget.' }),
    work: z.object({
      rowsRead: z.int(),
      readsReevaluated: z.int(),
      readsChanged: z.array(z.string()),
      pagesRendered: z.int(),
    }),
  })
  .register(apiSchemas, { id: 'Plan' });
