import type { Transaction } from 'kysely';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { readEntries } from '../store/entries.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import type { Tables } from '../store/tables.ts';
import { cancelSchedules, markTrashed } from '../store/trash.ts';
import type { Call } from './authoring-context.ts';
import type { DroppedEntry } from './carry-entry.ts';
import { removeRedirectsTo, takeFromPublic } from './take-from-public.ts';

type Leaving = { dropped: readonly DroppedEntry[]; at: string };

/** For the trash, with all their versions. Returns what the log is to say of it: their pages go, and the redirects that lead there. */
export async function leaveWithCollection(
  tx: Transaction<Tables>,
  { at, dropped }: Leaving,
): Promise<NewPublicationItem[]> {
  const entries = await readEntries(tx, { ids: dropped.map(({ entryId }) => entryId) });
  const items = await takeFromPublic(
    tx,
    entries.filter(({ publishedVersionId }) => publishedVersionId !== null),
  );
  for (const { id } of entries) {
    items.push(...(await removeRedirectsTo(tx, { id })));
    await cancelSchedules(tx, { entryId: id, at });
    await markTrashed(tx, { entryId: id, at });
  }
  return items;
}

export async function auditDropped(
  tx: Transaction<Tables>,
  { at, dropped, order: { actor, correlationId }, seq }: Leaving & { order: Call; seq: number | null },
): Promise<void> {
  for (const { entryId, isPublic, step } of dropped)
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'entry.trash',
      subject: `entry:${entryId}`,
      correlationId,
      details: { seq: isPublic ? seq : null, step: step.id },
    });
}
