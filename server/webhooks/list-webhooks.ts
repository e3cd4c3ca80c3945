import { requirePermission } from '../accounts/require-permission.ts';
import { listWebhooks as selectWebhooks } from '../store/webhooks.ts';
import type { StoredWebhook } from '../store/webhooks.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** An address may be a secret by itself: those who may change it read it, and nobody else. */
export async function listWebhooks(
  { database }: Pick<WebhookContext, 'database'>,
  { actor }: Call,
): Promise<StoredWebhook[]> {
  requirePermission(actor, 'webhook.manage', { kind: 'installation' });
  return await selectWebhooks(database.db);
}
