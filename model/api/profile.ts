import { z } from 'zod';
import { accountSchema } from './account.ts';
import { apiSchemas } from './registry.ts';

const current = z.string().meta({ description: 'Your password as it is now.' });

export const profileSchema = accountSchema.omit({ disabledAt: true }).register(apiSchemas, { id: 'Profile' });

export const changeProfileSchema = z
  .strictObject({
    name: z.string(),
    email: z.string().optional().meta({ description: 'Another one takes `current` along.' }),
    current: current.optional(),
  })
  .meta({ examples: [{ name: 'Ada Author' }] })
  .register(apiSchemas, { id: 'ChangeProfile' });

export const changePasswordSchema = z
  .strictObject({
    current,
    password: z.string().meta({ description: 'At least ten characters, and none of the common ones.' }),
  })
  .meta({ examples: [{ current: 'a long pass phrase', password: 'another long pass phrase' }] })
  .register(apiSchemas, { id: 'ChangePassword' });

export const ownSessionListSchema = z
  .object({
    sessions: z.array(
      z.object({
        id: z.string(),
        createdAt: z.iso.datetime(),
        lastSeenAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
        userAgent: z.string().nullable(),
        address: z.string().nullable(),
        isCurrent: z.boolean().meta({ description: 'Whether this request came with it.' }),
      }),
    ),
  })
  .register(apiSchemas, { id: 'OwnSessionList' });

export const endedSessionsSchema = z
  .object({ ended: z.int().meta({ description: 'How many sessions there were to end.' }) })
  .register(apiSchemas, { id: 'EndedSessions' });
