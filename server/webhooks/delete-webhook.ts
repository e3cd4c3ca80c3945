import { requirePermission } from '../accounts/require-permission.ts';
import { deleteWebhook as removeWebhook, lockWebhooks } from '../store/webhooks.ts';
import { auditedSettings, auditWebhook } from './audit-webhook.ts';
import { findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** With its deliveries: what has not been sent never is. */
export async function deleteWebhook(
  { database, now }: WebhookContext,
  { id, ...call }: Call & { id: string },
): Promise<void> {
  requirePermission(call.actor, 'webhook.manage', { kind: 'installation' });
  const at = now().toISOString();
  await database.write(async (tx) => {
    await lockWebhooks(tx);
    const { collections, events, isEnabled, locales, name, url } = await findWebhook(tx, { id });
    await removeWebhook(tx, { id });
    const details = auditedSettings({ collections, events, isEnabled, locales, name, url });
    await auditWebhook(tx, { ...call, id, at, action: 'webhook.delete', details });
  });
}
