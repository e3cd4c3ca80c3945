import { z } from 'zod';

/** The largest number that both databases and JSON can hold. */
const SEQ_MAX = 2 ** 31 - 1;

export const publicationInput = z.object({
  params: z.object({ seq: z.coerce.number().int().min(1).max(SEQ_MAX) }),
});
