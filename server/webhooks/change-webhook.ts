import { isDeepStrictEqual } from 'node:util';
import { requirePermission } from '../accounts/require-permission.ts';
import { lockWebhooks, updateWebhook } from '../store/webhooks.ts';
import type { StoredWebhook, WebhookSettings } from '../store/webhooks.ts';
import { auditedSettings, auditWebhook } from './audit-webhook.ts';
import { checkSettings } from './check-settings.ts';
import { findWebhook } from './find-webhook.ts';
import type { Call, WebhookContext } from './webhook-context.ts';

/** All settings at once; the secret stays. */
export async function changeWebhook(
  context: WebhookContext,
  { id, settings, ...call }: Call & { id: string; settings: WebhookSettings },
): Promise<StoredWebhook> {
  requirePermission(call.actor, 'webhook.manage', { kind: 'installation' });
  const at = context.now().toISOString();
  return await context.database.write(async (tx) => {
    await lockWebhooks(tx);
    const before = await findWebhook(tx, { id });
    const checked = checkSettings(context, settings);
    const changed = changedSettings(before, checked);
    if (changed.length === 0) return before;
    await updateWebhook(tx, { id, settings: checked, updatedAt: at });
    const details = { changed, ...auditedSettings(checked) };
    await auditWebhook(tx, { ...call, id, at, action: 'webhook.change', details });
    return await findWebhook(tx, { id });
  });
}

function changedSettings(before: WebhookSettings, after: WebhookSettings): string[] {
  const names = Object.keys(after) as (keyof WebhookSettings)[];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
