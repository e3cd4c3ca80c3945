import { z } from 'zod';
import { planRequestSchema } from '../../../model/api/plan.ts';

export const planInput = z.object({ body: planRequestSchema });
