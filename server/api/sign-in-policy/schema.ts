import { z } from 'zod';
import { changeSignInPolicySchema } from '../../../model/api/sign-in-policy.ts';

export const changeSignInPolicyInput = z.object({ body: changeSignInPolicySchema });
