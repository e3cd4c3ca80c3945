import type { Transaction } from 'kysely';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import type { StoredBundle } from '../store/bundles.ts';
import type { Tables } from '../store/tables.ts';
import type { Call } from './authoring-context.ts';

type Done = Call & {
  bundle: Pick<StoredBundle, 'id' | 'items'>;
  action: string;
  at: string;
  details?: Record<string, unknown>;
};

/** Its entries say who may be told of it; of an empty bundle everybody may. */
export async function auditBundle(
  tx: Transaction<Tables>,
  { action, actor, at, bundle: { id, items }, correlationId, details = {} }: Done,
): Promise<void> {
  const entryIds = items.map(({ entryId }) => entryId);
  const told = entryIds.length === 0 ? {} : { entryIds };
  const subject = `bundle:${id}`;
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action,
    subject,
    correlationId,
    details: { ...told, ...details },
  });
}
