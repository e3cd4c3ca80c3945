import { requirePermission } from '../accounts/require-permission.ts';
import type { StoredWebhook } from '../store/webhooks.ts';
import { findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

export async function readWebhook(
  { database }: WebhookContext,
  { actor, id }: Call & { id: string },
): Promise<StoredWebhook> {
  requirePermission(actor, 'webhook.manage', { kind: 'installation' });
  return await findWebhook(database.db, { id });
}
