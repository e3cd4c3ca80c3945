import { z } from 'zod';
import { listLimit } from '../list-limit.ts';

/** Of an address and an anchor, which may both be long. */
const CURSOR_LENGTH_MAX = 10_000;

export const listBrokenLinksInput = z.object({
  query: z.strictObject({
    limit: listLimit.optional(),
    cursor: z
      .string()
      .max(CURSOR_LENGTH_MAX)
      .optional()
      .meta({ description: '`nextCursor` of the page before.' }),
  }),
});
