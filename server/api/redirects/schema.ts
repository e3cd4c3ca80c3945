import { z } from 'zod';
import { linksAnywaySchema } from '../../../model/api/broken-link.ts';
import { redirectSchema, setRedirectsSchema } from '../../../model/api/redirect.ts';

export const setRedirectInput = z.object({
  query: z.strictObject({ links: linksAnywaySchema }),
  body: z.strictObject(redirectSchema.shape),
});

export const setRedirectsInput = z.object({ body: setRedirectsSchema });

export const removeRedirectInput = z.object({
  query: z.object({
    path: z.string().meta({ description: 'Where the redirect leads on from.' }),
    links: linksAnywaySchema,
  }),
});
