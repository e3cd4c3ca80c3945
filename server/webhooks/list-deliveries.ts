import { requirePermission } from '../accounts/require-permission.ts';
import { listDeliveries as selectDeliveries } from '../store/webhook-deliveries.ts';
import type { DeliveryState, StoredDelivery } from '../store/webhook-deliveries.ts';
import { findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

export type DeliveriesRequest = Call & {
  id: string;
  state?: DeliveryState | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

const LIMIT_DEFAULT = 50;

/** The newest first, each with its attempts. */
export async function listDeliveries(
  { database }: Pick<WebhookContext, 'database'>,
  { actor, cursor: before, id: webhookId, limit = LIMIT_DEFAULT, state }: DeliveriesRequest,
): Promise<{ deliveries: StoredDelivery[]; nextCursor: string | null }> {
  requirePermission(actor, 'webhook.manage', { kind: 'installation' });
  await findWebhook(database.db, { id: webhookId });
  const found = await selectDeliveries(database.db, { webhookId, state, before, limit: limit + 1 });
  const deliveries = found.slice(0, limit);
  return { deliveries, nextCursor: found.length > limit ? (deliveries.at(-1)?.id ?? null) : null };
}
