import { z } from 'zod';

/** The largest number that both databases and JSON can hold. */
const SEQ_MAX = 2 ** 31 - 1;

export const publicationInput = z.object({
  params: z.object({ seq: z.coerce.number().int().min(1).max(SEQ_MAX) }),
});

const REASON_LENGTH_MAX = 1_000;

export const takedownInput = z.object({
  params: z.object({ id: z.string().meta({ description: 'The id of the entry.' }) }),
  body: z.strictObject({
    reason: z.string().max(REASON_LENGTH_MAX).meta({ description: 'For the record: who demanded it.' }),
  }),
});
