import { z } from 'zod';
import { createApiTokenSchema } from '../../../model/api/api-token.ts';

export const createApiTokenInput = z.object({ body: createApiTokenSchema });

export const apiTokenInput = z.object({ params: z.object({ id: z.uuid() }) });
