import { z } from 'zod';
import { codeSchema, enrolTotpSchema, ownFactorSchema } from '../../../model/api/second-factor.ts';
import { changePasswordSchema, changeProfileSchema } from '../../../model/api/profile.ts';

export const changeProfileInput = z.object({ body: changeProfileSchema });

export const changePasswordInput = z.object({ body: changePasswordSchema });

export const ownSessionInput = z.object({ params: z.object({ id: z.string() }) });

export const enrolTotpInput = z.object({ body: enrolTotpSchema });

export const codeInput = z.object({ body: codeSchema });

export const ownFactorInput = z.object({ body: ownFactorSchema });
