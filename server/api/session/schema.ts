import { z } from 'zod';
import { signInSchema } from '../../../model/api/account.ts';

export const signInInput = z.object({ body: signInSchema });
