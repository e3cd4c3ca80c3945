import { z } from 'zod';
import { signInSchema } from '../../../model/api/account.ts';
import { showPasskeySchema } from '../../../model/api/passkey.ts';
import { finishSignInSchema } from '../../../model/api/second-factor.ts';

export const signInInput = z.object({ body: signInSchema });

export const finishSignInInput = z.object({ body: finishSignInSchema });

export const showPasskeyInput = z.object({ body: showPasskeySchema });
