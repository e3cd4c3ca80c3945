import { z } from 'zod';

/** What a request has added to the publication log; null where there was nothing to add. */
export const acceptedSchema = z.object({ seq: z.int().min(1), state: z.literal('accepted') }).nullable();
