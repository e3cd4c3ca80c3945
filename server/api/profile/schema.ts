import { z } from 'zod';
import { addPasskeySchema, renamePasskeySchema } from '../../../model/api/passkey.ts';
import { preferencesSchema } from '../../../model/api/preferences.ts';
import { addFactorSchema, codeSchema, ownFactorSchema } from '../../../model/api/second-factor.ts';
import { changePasswordSchema, changeProfileSchema } from '../../../model/api/profile.ts';

export const changeProfileInput = z.object({ body: changeProfileSchema });

export const changePasswordInput = z.object({ body: changePasswordSchema });

export const preferencesInput = z.object({ body: preferencesSchema });

export const ownSessionInput = z.object({ params: z.object({ id: z.string() }) });

export const addFactorInput = z.object({ body: addFactorSchema });

export const codeInput = z.object({ body: codeSchema });

export const ownFactorInput = z.object({ body: ownFactorSchema });

const passkeyParams = z.object({ id: z.string() });

export const addPasskeyInput = z.object({ body: addPasskeySchema });

export const renamePasskeyInput = z.object({ params: passkeyParams, body: renamePasskeySchema });

export const removePasskeyInput = z.object({ params: passkeyParams, body: ownFactorSchema });
