import { z } from 'zod';
import { apiSchemas } from './registry.ts';

const id = z.uuid().meta({ examples: ['01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10'] });
const moment = z.iso.datetime();

export const entryContentSchema = z
  .record(z.string(), z.unknown())
  .meta({
    description:
      'Values by field name, as the content model of the site declares them (`GET /api/v1/content-model`). A rich-text field takes a document, or Markdown as `{ "markdown": "…" }`; it is given back as a document.',
  })
  .register(apiSchemas, { id: 'EntryContent' });

const ENTRY_STATES = ['draft', 'live', 'changed', 'withdrawn', 'withheld', 'held', 'trashed'] as const;

const entryStateSchema = z.enum(ENTRY_STATES).meta({
  description:
    'draft: never published · live: the draft is what is public · changed: the draft has moved on since · withdrawn: was public once · withheld: published, but held back, since the templates cannot show it; `withheld` says why · held: published, and waits, since the site is held at an earlier release. With the last two, visitors get what was there before. trashed: in the trash, and not public.',
});

export const listedStateSchema = z.enum([...ENTRY_STATES, 'scheduled']).meta({
  description: 'As `state` of an entry; and those for which something is `scheduled`, whatever their state.',
});

export const ENTRY_SORTS = [
  '-updated',
  'updated',
  '-created',
  'created',
  '-published',
  'published',
  'title',
  '-title',
] as const;

export const entrySummarySchema = z
  .object({
    id,
    collection: z.string(),
    locale: z.string(),
    translationGroup: id.meta({ description: 'Shared by the translations of one thing.' }),
    title: z.string(),
    state: entryStateSchema,
    livePath: z.string().nullable().meta({
      description:
        'Where the entry is public now; while it is withheld or held, where what was there before is.',
    }),
    draftVersionId: id.meta({
      description: 'What `If-Match` names to publish or withdraw what this list shows.',
    }),
    publishedVersionId: id.nullable(),
    firstPublishedAt: moment.nullable(),
    publishedAt: moment.nullable(),
    trashedAt: moment.nullable(),
    withheld: z
      .object({
        seq: z.int().min(1),
        message: z.string(),
        path: z.string().meta({ description: 'The page that could not be rendered.' }),
        template: z.string().nullable().meta({
          description: "The template's file, with the line, as far as they are known.",
        }),
      })
      .nullable()
      .meta({
        description:
          'Published, but held back: the templates cannot show it, and visitors get what was there before. The number of the publication, and what the template said.',
      }),
    scheduled: z
      .object({
        id: id.meta({ description: 'Of the schedule: `GET /api/v1/schedules/{id}` says the rest.' }),
        action: z.enum(['publish', 'withdraw']),
        dueAt: moment,
        state: z.enum(['armed', 'blocked']),
      })
      .nullable()
      .meta({ description: 'The first of what is scheduled for it, beside `state`.' }),
    createdAt: moment,
    createdBy: id.nullable(),
    updatedAt: moment,
  })
  .meta({ description: 'An entry without its content.' })
  .register(apiSchemas, { id: 'EntrySummary' });

export const entrySchema = entrySummarySchema
  .extend({
    draft: z.object({
      versionId: id,
      number: z.int().min(1).meta({ description: '1, 2, 3 … within the entry.' }),
      content: entryContentSchema,
      savedAt: moment,
      savedBy: id.nullable(),
    }),
    path: z.string().nullable().meta({ description: 'Where the draft would be published.' }),
  })
  .meta({ description: 'An entry as its editors see it: the draft, and what of it is public.' })
  .register(apiSchemas, { id: 'Entry' });

const listedEntrySchema = entrySummarySchema
  .extend({
    values: z
      .record(z.string(), z.array(z.object({ value: z.string(), title: z.string().nullable() })))
      .optional()
      .meta({
        description:
          'What the draft has in the `fields` that a list was asked for: of a reference the id, with the title of the entry, and else the value as text.',
      }),
  })
  .meta({ description: 'An entry without its content, as it stands in a list.' })
  .register(apiSchemas, { id: 'ListedEntry' });

export const entryListSchema = z
  .object({ entries: z.array(listedEntrySchema), nextCursor: z.string().nullable() })
  .register(apiSchemas, { id: 'EntryList' });

export const entryCountSchema = z
  .object({
    count: z.int().min(0),
    isExact: z.boolean().meta({
      description:
        'false: there are more. What has words, an author, a tag or the value of a field is counted as far as it is quick.',
    }),
  })
  .meta({ description: 'How many entries are on all pages of a list.' })
  .register(apiSchemas, { id: 'EntryCount' });

export const entryAuthorsSchema = z
  .object({ authors: z.array(z.object({ id, name: z.string() })) })
  .meta({ description: 'Who has created entries, by name.' })
  .register(apiSchemas, { id: 'EntryAuthors' });

export const createEntrySchema = z
  .strictObject({
    collection: z.string().meta({ examples: ['posts'] }),
    locale: z.string().optional().meta({ description: "The site's default locale unless told otherwise." }),
    translationOf: id.optional().meta({ description: 'An entry of which this one is a translation.' }),
    content: entryContentSchema,
  })
  .meta({
    examples: [
      { collection: 'posts', content: { title: 'First light', body: { markdown: 'Hello, *world*.' } } },
    ],
  })
  .register(apiSchemas, { id: 'CreateEntry' });

export const saveDraftSchema = z
  .strictObject({ content: entryContentSchema })
  .meta({
    examples: [
      {
        content: { title: 'First light', slug: 'first-light', body: { markdown: '## Dawn\n\nHello again.' } },
      },
    ],
  })
  .register(apiSchemas, { id: 'SaveDraft' });

const backlinkSchema = entrySummarySchema
  .extend({
    standsIn: z.enum(['draft', 'public', 'both']).meta({
      description:
        'Where it refers to the entry: in its draft alone, in its public version alone, or in both. The public version is the published one, also while it is held back.',
    }),
  })
  .register(apiSchemas, { id: 'Backlink' });

export const backlinksSchema = z
  .object({
    count: z.int().meta({ description: 'Of all of them.' }),
    entries: z.array(backlinkSchema),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page.' }),
  })
  .meta({ description: 'The entries that refer to this one, by title.' })
  .register(apiSchemas, { id: 'Backlinks' });

export type EntrySummary = z.infer<typeof entrySummarySchema>;

export type Entry = z.infer<typeof entrySchema>;

export type ListedEntry = z.infer<typeof listedEntrySchema>;

export type EntryList = z.infer<typeof entryListSchema>;
