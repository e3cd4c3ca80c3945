import type { z } from 'zod';
import type { deliverySchema, webhookSchema } from '../../../model/api/webhook.ts';
import type { StoredDelivery } from '../../store/webhook-deliveries.ts';
import type { StoredWebhook } from '../../store/webhooks.ts';

export function presentWebhook({
  disabledAt,
  disabledReason,
  ...webhook
}: StoredWebhook): z.input<typeof webhookSchema> {
  const { collections, events, locales } = webhook;
  return {
    ...webhook,
    events: [...events],
    collections: [...collections],
    locales: [...locales],
    disabled: disabledAt === null ? null : { at: disabledAt, reason: disabledReason ?? '' },
  };
}

export function presentDelivery(stored: StoredDelivery): z.input<typeof deliverySchema> {
  const { job: _, webhookId: __, ...delivery } = stored;
  return delivery;
}
