import { z } from 'zod';
import {
  createEntrySchema,
  ENTRY_SORTS,
  listedStateSchema,
  saveDraftSchema,
} from '../../../model/api/entry.ts';
import { linksAnywaySchema } from '../../../model/api/broken-link.ts';
import { clientIdSchema } from '../../../model/api/presence.ts';
import { bulkSchema } from '../../../model/api/trash.ts';
import { listLimit } from '../list-limit.ts';

const QUERY_LENGTH_MAX = 200;
/** Of all conditions together. */
const WHERE_LENGTH_MAX = 2_000;
const FIELDS_LENGTH_MAX = 1_000;

const moment = z.iso.datetime({ offset: true });

const entryParams = z.object({ id: z.string().meta({ description: 'The id of the entry.' }) });

/** Which entries a list has, and the time that it goes by. */
const narrowing = {
  collection: z.string().optional(),
  locale: z.string().optional(),
  state: listedStateSchema.optional(),
  author: z.string().optional().meta({ description: 'The id of the user who created it.' }),
  tag: z.string().optional().meta({
    description: 'The id of an entry that the draft refers to in any of its fields, such as a tag.',
  }),
  where: z
    .string()
    .max(WHERE_LENGTH_MAX)
    .optional()
    .meta({
      description:
        'Conditions on fields of `collection` that the content model lists as `filterable`, with semicolons between them: `featured:true`, the id of an entry for a reference, one of its values for a select. Dates and numbers take `from..to`, both included, and either may be missing; days are in UTC. What a semicolon or a percent sign stands in is percent-encoded.',
      examples: ['featured:true;publishedOn:2026-03-01..2026-03-31'],
    }),
  from: moment.optional().meta({
    description: 'Not before this moment, by the time that the list is sorted by. Not with `sort=title`.',
  }),
  to: moment.optional().meta({ description: 'Before this moment.' }),
  q: z.string().max(QUERY_LENGTH_MAX).optional().meta({
    description:
      'Words that the draft has all, in whatever form the language inflects them; the last one may be the beginning of a word, unless a space ends it. What has them in its title comes first, then what was saved last; `sort` and the range of dates do not go with it.',
  }),
  sort: z.enum(ENTRY_SORTS).optional().meta({
    description:
      'A minus sign turns it round; `-updated` unless told otherwise. `published` lists what is public, and nothing else.',
  }),
};

export const listEntriesInput = z.object({
  query: z.object({
    ...narrowing,
    fields: z
      .string()
      .max(FIELDS_LENGTH_MAX)
      .optional()
      .meta({
        description:
          'Names of fields of `collection`, with commas between them: their `values` come with each entry.',
        examples: ['authors,featured'],
      }),
    limit: listLimit.optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const countEntriesInput = z.object({ query: z.object(narrowing) });

export const createEntryInput = z.object({ body: createEntrySchema });

export const entryInput = z.object({ params: entryParams });

export const trashEntryInput = z.object({
  params: entryParams,
  query: z.strictObject({ links: linksAnywaySchema }),
});

export const deleteEntryInput = z.object({
  params: entryParams,
  query: z.object({
    despiteReferences: z
      .stringbool({ truthy: ['true'], falsy: ['false'] })
      .optional()
      .meta({ description: 'Delete it although other entries refer to it: those lead nowhere then.' }),
  }),
});

export const bulkInput = z.object({ body: bulkSchema });

export const backlinksInput = z.object({
  params: entryParams,
  query: z.object({
    limit: listLimit.optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const saveDraftInput = z.object({
  params: entryParams,
  query: z.object({
    holder: clientIdSchema.optional().meta({
      description: 'The `clientId` of a window: the save is refused unless this window holds the lease.',
    }),
  }),
  body: saveDraftSchema,
});
