import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import type { Tables } from '../store/tables.ts';
import { readDelivery } from '../store/webhook-deliveries.ts';
import type { StoredDelivery } from '../store/webhook-deliveries.ts';
import { readWebhook } from '../store/webhooks.ts';
import type { StoredWebhook } from '../store/webhooks.ts';

export async function findWebhook(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredWebhook> {
  const webhook = await readWebhook(tx, { id });
  if (webhook !== null) return webhook;
  throw new AppError('webhook-not-found', `There is no webhook ${id}. List the webhooks again.`);
}

/** Of this webhook, if one is named. */
export async function findDelivery(
  tx: Kysely<Tables>,
  { id, webhookId }: { id: string; webhookId?: string },
): Promise<StoredDelivery> {
  const delivery = await readDelivery(tx, { id });
  if (delivery !== null && (webhookId === undefined || delivery.webhookId === webhookId)) return delivery;
  throw new AppError(
    'delivery-not-found',
    `There is no delivery ${id} here. Deliveries are kept for 30 days; list them again.`,
  );
}
