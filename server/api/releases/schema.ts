import { z } from 'zod';
import { rollBackSchema } from '../../../model/api/release.ts';

/** The largest number that both databases and JSON can hold. */
const NUMBER_MAX = 2 ** 31 - 1;
const LIST_LIMIT_MAX = 200;

const releaseNumber = z.coerce.number().int().min(1).max(NUMBER_MAX);
const params = z.object({ number: releaseNumber });

export const listReleasesInput = z.object({
  query: z.object({
    limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).optional(),
    before: releaseNumber.optional().meta({ description: '`nextBefore` of the page before.' }),
  }),
});

export const releaseInput = z.object({ params });

export const rollbackInput = z.object({ params, body: rollBackSchema });
