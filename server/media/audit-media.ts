import type { Kysely } from 'kysely';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import type { Tables } from '../store/tables.ts';
import type { Call } from './media-context.ts';

type Change = Call & { id: string; at: string; action: string; details: Record<string, unknown> };

export async function auditMedia(
  tx: Kysely<Tables>,
  { action, actor, at, correlationId, details, id }: Change,
): Promise<void> {
  await appendAudit(tx, { at, ...doneBy(actor), action, subject: `media:${id}`, correlationId, details });
}
