import { z } from 'zod';
import { apiSchemas } from './registry.ts';

export const requestResetSchema = z
  .strictObject({ email: z.string() })
  .meta({ examples: [{ email: 'ada@example.org' }] })
  .register(apiSchemas, { id: 'RequestPasswordReset' });

export const resetRequestedSchema = z
  .object({
    message: z.string(),
    isMailed: z.boolean().meta({
      description: 'Whether this installation sends mails. Without them, ask whoever runs it.',
    }),
  })
  .register(apiSchemas, { id: 'PasswordResetRequested' });

export type ResetRequested = z.infer<typeof resetRequestedSchema>;

export const resetPasswordSchema = z
  .strictObject({
    password: z.string().meta({ description: 'At least ten characters, and none of the common ones.' }),
  })
  .meta({ examples: [{ password: 'a long pass phrase' }] })
  .register(apiSchemas, { id: 'ResetPassword' });
