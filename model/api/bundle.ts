import { z } from 'zod';
import { BUNDLE_ENTRIES_MAX } from '../limits.ts';
import { entrySummarySchema } from './entry.ts';
import { SCHEDULE_STATES } from './schedule.ts';
import { apiSchemas } from './registry.ts';

const id = z.uuid();
const moment = z.iso.datetime();
const person = z.object({ id, name: z.string() }).nullable();

export const BUNDLE_STATES = ['open', 'scheduled', 'published'] as const;

const actionSchema = z.enum(['publish', 'withdraw']);

const entriesToAddSchema = z.array(
  z.strictObject({
    id: z.string().meta({ description: 'The id of the entry.' }),
    action: actionSchema.default('publish'),
  }),
);

const TITLE = 'What it is called, in one line.';
const NOTE = 'What those who look at it should know.';

export const createBundleSchema = z
  .strictObject({
    title: z.string().meta({ description: TITLE, examples: ['Summer issue'] }),
    note: z.string().default('').meta({ description: NOTE }),
    entries: entriesToAddSchema.max(BUNDLE_ENTRIES_MAX).default([]),
  })
  .register(apiSchemas, { id: 'CreateBundle' });

export const changeBundleSchema = z
  .strictObject({
    title: z.string().meta({ description: TITLE }),
    note: z.string().meta({ description: NOTE }),
  })
  .register(apiSchemas, { id: 'ChangeBundle' });

export const addToBundleSchema = z
  .strictObject({ entries: entriesToAddSchema.min(1).max(BUNDLE_ENTRIES_MAX) })
  .register(apiSchemas, { id: 'AddToBundle' });

const bundleSummarySchema = z
  .object({
    id,
    title: z.string(),
    note: z.string(),
    state: z.enum(BUNDLE_STATES).meta({
      description:
        'open: entries can be added and taken out. scheduled: it is going to be published at a time, and keeps its entries until that is cancelled. published: it is in the publication log, or everything was public just so.',
    }),
    createdAt: moment,
    createdBy: person.meta({ description: 'null: the installation itself.' }),
    schedule: z
      .object({ id, dueAt: moment, state: z.enum(SCHEDULE_STATES) })
      .nullable()
      .meta({ description: 'That was last made of it.' }),
    publishedAt: moment.nullable(),
    publication: z.int().nullable().meta({
      description: 'The number in the publication log; null where all of it was public just so already.',
    }),
    isTakenBack: z
      .boolean()
      .meta({ description: 'It was published, and visitors see again what was there before.' }),
    entryCount: z.int(),
  })
  .register(apiSchemas, { id: 'BundleSummary' });

export const bundleListSchema = z
  .object({
    bundles: z.array(bundleSummarySchema).meta({ description: 'The newest first.' }),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'BundleList' });

export const bundleSchema = bundleSummarySchema
  .extend({
    items: z
      .array(
        z.object({
          entry: entrySummarySchema.meta({
            description: 'As it is now: what is published is its draft as it is then.',
          }),
          action: actionSchema,
          addedAt: moment,
          addedBy: person,
        }),
      )
      .meta({ description: 'In the order in which they were added.' }),
  })
  .register(apiSchemas, { id: 'Bundle' });

export type Bundle = z.output<typeof bundleSchema>;
