import { z } from 'zod';
import { DELIVERY_STATES, saveWebhookSchema } from '../../../model/api/webhook.ts';
import { listLimit } from '../list-limit.ts';

const params = z.object({ id: z.uuid() });

export const webhookInput = z.object({ params });

export const createWebhookInput = z.object({ body: saveWebhookSchema });

export const changeWebhookInput = z.object({ params, body: saveWebhookSchema });

export const listDeliveriesInput = z.object({
  params,
  query: z.object({
    state: z.enum(DELIVERY_STATES).optional(),
    limit: listLimit.optional(),
    cursor: z.uuid().optional().meta({ description: '`nextCursor` of the page before.' }),
  }),
});

export const redeliverInput = z.object({ params: z.object({ id: z.uuid(), deliveryId: z.uuid() }) });
