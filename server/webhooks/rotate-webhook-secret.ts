import { requirePermission } from '../accounts/require-permission.ts';
import { lockWebhooks, rotateSecret } from '../store/webhooks.ts';
import type { StoredWebhook } from '../store/webhooks.ts';
import { auditWebhook } from './audit-webhook.ts';
import { findWebhook } from './find-webhook.ts';
import { createWebhookSecret } from './sign.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** For somebody to bring the new secret to the receiver, within a working day. */
const OVERLAP_MS = 24 * 60 * 60_000;

/** Until the overlap ends, both secrets sign. A second rotation within it ends the first of the three. */
export async function rotateWebhookSecret(
  { database, now }: WebhookContext,
  { id, ...call }: Call & { id: string },
): Promise<{ webhook: StoredWebhook; secret: string }> {
  requirePermission(call.actor, 'webhook.manage', { kind: 'installation' });
  const secret = createWebhookSecret();
  const time = now();
  const at = time.toISOString();
  const previousUntil = new Date(time.getTime() + OVERLAP_MS).toISOString();
  const webhook = await database.write(async (tx) => {
    await lockWebhooks(tx);
    await findWebhook(tx, { id });
    await rotateSecret(tx, { id, secret, previousUntil, updatedAt: at });
    await auditWebhook(tx, { ...call, id, at, action: 'webhook.rotate-secret', details: { previousUntil } });
    return await findWebhook(tx, { id });
  });
  return { webhook, secret };
}
