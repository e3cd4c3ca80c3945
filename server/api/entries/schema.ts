import { z } from 'zod';
import { createEntrySchema, entryStateSchema, saveDraftSchema } from '../../../model/api/entry.ts';

const LIST_LIMIT_MAX = 200;
const NOT_A_LIMIT = `Expected a whole number from 1 to ${LIST_LIMIT_MAX}.`;

const entryParams = z.object({ id: z.string().meta({ description: 'The id of the entry.' }) });

export const listEntriesInput = z.object({
  query: z.object({
    collection: z.string().optional(),
    locale: z.string().optional(),
    state: entryStateSchema.optional(),
    limit: z.coerce
      .number(NOT_A_LIMIT)
      .int(NOT_A_LIMIT)
      .min(1, NOT_A_LIMIT)
      .max(LIST_LIMIT_MAX, NOT_A_LIMIT)
      .optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const createEntryInput = z.object({ body: createEntrySchema });

export const entryInput = z.object({ params: entryParams });

export const saveDraftInput = z.object({ params: entryParams, body: saveDraftSchema });
