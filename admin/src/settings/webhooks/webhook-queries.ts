import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { DELIVERY_STATES, deliverySchema, webhookSchema } from '../../../../model/api/webhook.ts';
import { api } from '../../api/api.ts';

export type Webhook = z.output<typeof webhookSchema>;
export type Delivery = z.output<typeof deliverySchema>;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async () => (await api.listWebhooks()).body.webhooks,
});

/** They are sent by jobs, of which no event tells. */
const LOOK_AGAIN_MS = 3_000;

export function deliveriesQuery(id: string, state: DeliveryState | '') {
  return infiniteQueryOptions({
    queryKey: ['webhooks', id, 'deliveries', state],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...(state !== '' && { state }), ...(pageParam !== null && { cursor: pageParam }) };
      return (await api.listWebhookDeliveries({ id, query, signal })).body;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: LOOK_AGAIN_MS,
  });
}
