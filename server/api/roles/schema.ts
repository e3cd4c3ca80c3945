import { z } from 'zod';
import { saveRoleSchema } from '../../../model/api/role.ts';

export const createRoleInput = z.object({ body: saveRoleSchema });

export const roleInput = z.object({ params: z.object({ id: z.uuid() }) });

export const changeRoleInput = z.object({ ...roleInput.shape, body: saveRoleSchema });
