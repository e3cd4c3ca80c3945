import { z } from 'zod';
import { signInPolicySchema } from '../../../model/api/sign-in-policy.ts';

export const changeSignInPolicyInput = z.object({ body: signInPolicySchema });
