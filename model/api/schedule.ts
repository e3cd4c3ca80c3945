import { z } from 'zod';
import { ofBundleSchema } from './of-bundle.ts';
import { deadLinkSchema } from './plan.ts';
import { apiSchemas } from './registry.ts';

const id = z.uuid();
const moment = z.iso.datetime();

export const SCHEDULE_STATES = ['armed', 'fired', 'blocked', 'cancelled'] as const;

const ENTRIES_MAX = 1_000;

const repeatedSchema = z.enum(['first', 'second']);

const timeSchema = z
  .strictObject({
    time: z.string().meta({
      description: 'What the clocks show there, to the minute or the second.',
      examples: ['2026-10-25T02:30'],
    }),
    timeZone: z
      .string()
      .meta({ description: 'A zone of the IANA database; no offset.', examples: ['Europe/Berlin'] }),
    repeated: repeatedSchema.optional().meta({
      description:
        'Of a time that the clocks show twice, when they are put back: which of the two. The first unless you say so.',
    }),
  })
  .register(apiSchemas, { id: 'ScheduleTime' });

const LINKS_OF_SCHEDULE =
  'A schedule takes "anyway" alone. To have links changed at its time, save them in the entries that hold them and name these in "entries" as well; a redirect is set once what was there is gone.';

const linksSchema = z
  .strictObject(
    { anyway: z.boolean().default(false).meta({ description: 'Let it leave links dead.' }) },
    { error: ({ code }) => (code === 'unrecognized_keys' ? LINKS_OF_SCHEDULE : undefined) },
  )
  .optional();

export const schedulePublicationSchema = z
  .strictObject({
    at: timeSchema,
    entries: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'The id of the entry.' }),
          action: z.enum(['publish', 'withdraw']).default('publish'),
          versionId: z.string().meta({
            description:
              'The draft version that you saw, as `If-Match` names it elsewhere. It is what is published, whatever is saved afterwards.',
          }),
        }),
      )
      .max(ENTRIES_MAX),
    links: linksSchema,
    bundle: ofBundleSchema.optional(),
  })
  .register(apiSchemas, { id: 'SchedulePublication' });

export const moveScheduleSchema = z
  .strictObject({ at: timeSchema, links: linksSchema })
  .register(apiSchemas, { id: 'MoveSchedule' });

const obstacleSchema = z
  .object({
    code: z.string().nullable().meta({ description: 'As of an error, such as `template-failed`.' }),
    reason: z.string().nullable().meta({
      description: 'In words; null where they were erased together with an entry that they may have quoted.',
    }),
  })
  .register(apiSchemas, { id: 'ScheduleObstacle' });

export const scheduleSchema = z
  .object({
    id,
    state: z.enum(SCHEDULE_STATES).meta({
      description:
        'armed: it can be published as things are. blocked: it cannot, and `obstacle` says why; it is tried again when anything is published, and when it is due. One that could not be published at its time stays blocked until it is moved. fired: it is in the publication log. cancelled: by somebody, or since one of its entries is not there any more.',
    }),
    at: z.object({
      time: z.string().meta({ examples: ['2026-10-25T02:30:00'] }),
      timeZone: z.string(),
      repeated: repeatedSchema.nullable().meta({
        description: 'Which was chosen, of a time that the clocks show twice; null of every other.',
      }),
    }),
    dueAt: moment.meta({ description: 'The instant that this comes to.' }),
    entries: z.array(
      z.object({
        id,
        action: z.enum(['publish', 'withdraw']),
        versionId: id
          .nullable()
          .meta({ description: 'The version that is published; null of a withdrawal.' }),
        title: z.string().nullable().meta({ description: 'What the entry is called now.' }),
        collection: z.string().nullable(),
      }),
    ),
    obstacle: obstacleSchema.nullable().meta({ description: 'Why it is blocked or was cancelled.' }),
    createdAt: moment,
    createdBy: id.nullable().meta({
      description: 'In whose name it fires, with what they may do then; null: the installation itself.',
    }),
    firedAt: moment.nullable(),
    latenessMs: z
      .int()
      .nullable()
      .meta({ description: 'How long after its time it was in the publication log.' }),
    isLate: z
      .boolean()
      .meta({ description: 'Fired more than a second after its time, or due for longer and not fired.' }),
    publication: z.int().nullable().meta({
      description: 'The number that it took when it fired; null where all of it was public just so already.',
    }),
    brokenLinks: z.array(deadLinkSchema).meta({
      description:
        'The links that it leaves dead: as far as it was known when it was made, and once it has fired, those that it left so.',
    }),
  })
  .register(apiSchemas, { id: 'Schedule' });

export const scheduleDetailsSchema = scheduleSchema
  .extend({
    ledger: z
      .array(
        z.object({
          at: moment,
          kind: z.enum(['armed', 'moved', 'blocked', 'fired', 'cancelled']),
          dueAt: moment.meta({ description: 'When it was to fire from then on.' }),
          obstacle: obstacleSchema.nullable(),
          latenessMs: z.int().nullable(),
          brokenLinks: z.array(deadLinkSchema),
        }),
      )
      .meta({ description: 'What has happened to it, in that order.' }),
  })
  .register(apiSchemas, { id: 'ScheduleDetails' });

export const scheduleListSchema = z
  .object({
    schedules: z.array(scheduleSchema).meta({ description: 'In the order in which they are due.' }),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .register(apiSchemas, { id: 'ScheduleList' });
