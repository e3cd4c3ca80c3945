import { z } from 'zod';
import { changeRoleSchema } from '../../../model/api/account.ts';

export const userInput = z.object({ params: z.object({ id: z.uuid() }) });

export const changeRoleInput = z.object({ ...userInput.shape, body: changeRoleSchema });
