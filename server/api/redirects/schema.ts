import { z } from 'zod';
import { redirectSchema } from '../../../model/api/redirect.ts';

export const setRedirectInput = z.object({ body: z.strictObject(redirectSchema.shape) });

export const removeRedirectInput = z.object({
  query: z.object({ path: z.string().meta({ description: 'Where the redirect leads on from.' }) }),
});
