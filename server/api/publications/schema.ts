import { z } from 'zod';

/** The largest number that both databases and JSON can hold. */
const SEQ_MAX = 2 ** 31 - 1;

const NOT_A_SEQ = 'Expected the number of a publication, such as 12.';

export const publicationInput = z.object({
  params: z.object({
    seq: z.coerce.number(NOT_A_SEQ).int(NOT_A_SEQ).min(1, NOT_A_SEQ).max(SEQ_MAX, NOT_A_SEQ),
  }),
});

const REASON_LENGTH_MAX = 1_000;

export const takedownInput = z.object({
  params: z.object({ id: z.string().meta({ description: 'The id of the entry.' }) }),
  body: z.strictObject({
    reason: z.string().max(REASON_LENGTH_MAX).meta({ description: 'For the record: who demanded it.' }),
  }),
});
