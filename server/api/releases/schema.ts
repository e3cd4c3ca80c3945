import { z } from 'zod';

/** The largest number that both databases and JSON can hold. */
const NUMBER_MAX = 2 ** 31 - 1;
const LIST_LIMIT_MAX = 200;
const REASON_LENGTH_MAX = 1_000;

const releaseNumber = z.coerce.number().int().min(1).max(NUMBER_MAX);
const params = z.object({ number: releaseNumber });

export const listReleasesInput = z.object({
  query: z.object({
    limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).optional(),
    before: releaseNumber.optional().meta({ description: '`nextBefore` of the page before.' }),
  }),
});

export const releaseInput = z.object({ params });

export const rollbackInput = z.object({
  params,
  body: z.strictObject({
    reason: z.string().max(REASON_LENGTH_MAX).optional().meta({
      description: 'For those who wonder later why nothing goes live.',
    }),
  }),
});
