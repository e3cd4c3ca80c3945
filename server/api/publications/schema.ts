import { z } from 'zod';
import { linksAnywaySchema } from '../../../model/api/broken-link.ts';
import { SEQ_MAX } from '../../../model/api/plan.ts';
import { publishBundleSchema } from '../../../model/api/publication.ts';
import { takeDownSchema } from '../../../model/api/takedown.ts';

const NOT_A_SEQ = 'Expected the number of a publication, such as 12.';

export const publicationInput = z.object({
  params: z.object({
    seq: z.coerce.number(NOT_A_SEQ).int(NOT_A_SEQ).min(1, NOT_A_SEQ).max(SEQ_MAX, NOT_A_SEQ),
  }),
});

export const revertInput = z.object({
  ...publicationInput.shape,
  query: z.strictObject({ links: linksAnywaySchema }),
});

/** Of one entry, which takes no body. */
export const publishInput = z.object({
  params: z.object({ id: z.string().meta({ description: 'The id of the entry.' }) }),
  query: z.strictObject({
    basis: z.coerce
      .number(NOT_A_SEQ)
      .int(NOT_A_SEQ)
      .min(0, NOT_A_SEQ)
      .max(SEQ_MAX, NOT_A_SEQ)
      .optional()
      .meta({
        description:
          'The number of the publication that the log ended with when you looked at what this would change: refused if it has moved on.',
      }),
    links: linksAnywaySchema,
  }),
});

export const takedownInput = z.object({
  params: z.object({ id: z.string().meta({ description: 'The id of the entry.' }) }),
  body: takeDownSchema,
});

export const bundleInput = z.object({ body: publishBundleSchema });

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
