import { requirePermission } from '../accounts/require-permission.ts';
import { AppError } from '../errors.ts';
import { newId } from '../store/new-id.ts';
import { countWebhooks, insertWebhook, lockWebhooks } from '../store/webhooks.ts';
import type { StoredWebhook, WebhookSettings } from '../store/webhooks.ts';
import { auditedSettings, auditWebhook } from './audit-webhook.ts';
import { checkSettings } from './check-settings.ts';
import { findWebhook } from './find-webhook.ts';
import { createWebhookSecret } from './sign.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** Whoever publishes waits until all of them have been written down. */
const WEBHOOKS_MAX = 50;

/** The secret is given back this once. */
export async function createWebhook(
  context: WebhookContext,
  { settings, ...call }: Call & { settings: WebhookSettings },
): Promise<{ webhook: StoredWebhook; secret: string }> {
  requirePermission(call.actor, 'webhook.manage', { kind: 'installation' });
  const checked = checkSettings(context, settings);
  const secret = createWebhookSecret();
  const id = newId();
  const at = context.now().toISOString();
  const webhook = await context.database.write(async (tx) => {
    await lockWebhooks(tx);
    if ((await countWebhooks(tx)) >= WEBHOOKS_MAX) throw tooMany();
    const createdBy = call.actor.userId;
    await insertWebhook(tx, { ...checked, id, secret, createdAt: at, createdBy });
    await auditWebhook(tx, { ...call, id, at, action: 'webhook.create', details: auditedSettings(checked) });
    return await findWebhook(tx, { id });
  });
  return { webhook, secret };
}

function tooMany(): AppError {
  return new AppError(
    'too-many-webhooks',
    `There are ${WEBHOOKS_MAX} webhooks already. Delete one that is not needed any more, or let one receiver pass things on.`,
  );
}
