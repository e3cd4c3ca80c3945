import type { Kysely } from 'kysely';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import type { Tables } from '../store/tables.ts';
import type { WebhookSettings } from '../store/webhooks.ts';
import type { Call } from './webhook-context.ts';

type Change = Call & { id: string; at: string; action: string; details?: Record<string, unknown> };

export async function auditWebhook(
  tx: Kysely<Tables>,
  { action, actor, at, correlationId, details = {}, id }: Change,
): Promise<void> {
  await appendAudit(tx, { at, ...doneBy(actor), action, subject: `webhook:${id}`, correlationId, details });
}

/** The rest of an address may be a secret, and the log is for good. */
export function auditedSettings({ url, ...settings }: WebhookSettings): Record<string, unknown> {
  return { ...settings, origin: new URL(url).origin };
}
