import { z } from 'zod';

/** A screen shows about 30. A larger page would only keep others waiting. */
const LIST_LIMIT_MAX = 200;
const NOT_A_LIMIT = `Expected a whole number from 1 to ${LIST_LIMIT_MAX}.`;

export const listLimit = z.coerce
  .number(NOT_A_LIMIT)
  .int(NOT_A_LIMIT)
  .min(1, NOT_A_LIMIT)
  .max(LIST_LIMIT_MAX, NOT_A_LIMIT);
