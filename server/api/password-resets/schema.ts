import { z } from 'zod';
import { requestResetSchema, resetPasswordSchema } from '../../../model/api/password-reset.ts';

export const requestResetInput = z.object({ body: requestResetSchema });

export const resetPasswordInput = z.object({
  params: z.object({
    token: z.string().meta({ description: 'The token of the link: what stands behind its #.' }),
  }),
  body: resetPasswordSchema,
});
