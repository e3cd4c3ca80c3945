import { z } from 'zod';
import { createEntrySchema, entryStateSchema, saveDraftSchema } from '../../../model/api/entry.ts';
import { listLimit } from '../list-limit.ts';

const entryParams = z.object({ id: z.string().meta({ description: 'The id of the entry.' }) });

export const listEntriesInput = z.object({
  query: z.object({
    collection: z.string().optional(),
    locale: z.string().optional(),
    state: entryStateSchema.optional(),
    limit: listLimit.optional(),
    cursor: z.string().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const createEntryInput = z.object({ body: createEntrySchema });

export const entryInput = z.object({ params: entryParams });

export const saveDraftInput = z.object({ params: entryParams, body: saveDraftSchema });
