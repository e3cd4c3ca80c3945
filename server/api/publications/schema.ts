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

const ITEMS_MAX = 1_000;

export const bundleInput = z.object({
  body: z.strictObject({
    entries: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'The id of the entry.' }),
          action: z.enum(['publish', 'withdraw']).default('publish'),
          versionId: z
            .string()
            .meta({ description: 'The draft version that you saw, as `If-Match` names it elsewhere.' }),
        }),
      )
      .max(ITEMS_MAX),
    basis: z
      .strictObject({ seq: z.int().min(0).max(SEQ_MAX) })
      .optional()
      .meta({
        description:
          'Where the log ended when you looked at what this would change: refused if it has moved on.',
      }),
  }),
});

const LIMIT_MAX = 100;

export const listPublicationsInput = z.object({
  query: z.strictObject({
    before: z.coerce
      .number()
      .int()
      .min(1)
      .max(SEQ_MAX)
      .optional()
      .meta({ description: '`nextBefore` of the page before.' }),
    limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(50),
    entry: z.string().optional().meta({ description: 'Those that this entry is in alone.' }),
  }),
});
