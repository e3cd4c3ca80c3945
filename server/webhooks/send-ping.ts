import { PING } from '../../model/api/webhook.ts';
import { requirePermission } from '../accounts/require-permission.ts';
import { newId } from '../store/new-id.ts';
import type { StoredDelivery } from '../store/webhook-deliveries.ts';
import { addDeliveries } from '../store/webhook-events.ts';
import { findDelivery, findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** Sent as everything else is, by the process that does the jobs; to a disabled webhook too, before somebody enables it. */
export async function sendPing(
  { database, now }: WebhookContext,
  { actor, correlationId, id }: Call & { id: string },
): Promise<StoredDelivery> {
  requirePermission(actor, 'webhook.manage', { kind: 'installation' });
  const deliveryId = newId();
  return await database.write(async (tx) => {
    const { name } = await findWebhook(tx, { id });
    const data = { webhook: id, name };
    const delivery = { id: deliveryId, webhookId: id, event: PING, entryId: null, data } as const;
    await addDeliveries(tx, { deliveries: [delivery], now: now().toISOString(), correlationId });
    return await findDelivery(tx, { id: deliveryId });
  });
}
