import { z } from 'zod';
import { createEntrySchema, entryStateSchema, saveDraftSchema } from '../../../model/api/entry.ts';

const LIST_LIMIT_MAX = 200;

const entryParams = z.object({ id: z.string().meta({ description: 'The id of the entry.' }) });

export const listEntriesInput = z.object({
  query: z.object({
    collection: z.string().optional(),
    locale: z.string().optional(),
    state: entryStateSchema.optional(),
    limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const createEntryInput = z.object({ body: createEntrySchema });

export const entryInput = z.object({ params: entryParams });

export const saveDraftInput = z.object({ params: entryParams, body: saveDraftSchema });
