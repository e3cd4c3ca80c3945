import { z } from 'zod';
import { changePasswordSchema, changeProfileSchema } from '../../../model/api/profile.ts';

export const changeProfileInput = z.object({ body: changeProfileSchema });

export const changePasswordInput = z.object({ body: changePasswordSchema });

export const ownSessionInput = z.object({ params: z.object({ id: z.string() }) });
