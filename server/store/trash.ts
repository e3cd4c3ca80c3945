import type { Kysely } from 'kysely';
import { appendAudit } from './audit.ts';
import { takeOutOfBundles } from './bundles.ts';
import { removeEntryIndex } from './entry-index.ts';
import { encodeJson } from './json.ts';
import { deletePreviewLinksOf } from './preview-links.ts';
import { deletePublicReferences } from './public-references.ts';
import { changeSchedule, eraseReasons, listOpenOfEntry } from './schedules.ts';
import type { Tables } from './tables.ts';
import { ERASED_CONTENT } from './versions.ts';

/** Of an entry that is not public. */
export async function markTrashed(
  tx: Kysely<Tables>,
  { entryId, at }: { entryId: string; at: string },
): Promise<void> {
  await tx.updateTable('entry').set({ trashed_at: at }).where('id', '=', entryId).execute();
}

/** It was last changed when it came back, and stands on top of the lists. */
export async function markRestored(
  tx: Kysely<Tables>,
  { entryId, translationGroup, at }: { entryId: string; translationGroup: string; at: string },
): Promise<void> {
  await tx
    .updateTable('entry')
    .set({ trashed_at: null, translation_group: translationGroup, updated_at: at })
    .where('id', '=', entryId)
    .execute();
}

/** Everything that was written in the entry, in all its versions; the hashes of the contents stay, for the log. */
export async function eraseEntry(
  tx: Kysely<Tables>,
  { entryId, now }: { entryId: string; now: string },
): Promise<void> {
  await tx
    .updateTable('version')
    .set({ content: encodeJson(ERASED_CONTENT), slug: null, name: null, erased_at: now })
    .where('entry_id', '=', entryId)
    .execute();
  await removeEntryIndex(tx, { entryId });
  await eraseReasons(tx, { entryId });
  await cancelSchedules(tx, { entryId, at: now });
  await deletePublicReferences(tx, { entryId });
  await deletePreviewLinksOf(tx, { entryId });
  await takeOutOfBundles(tx, { entryId });
  await tx
    .updateTable('entry')
    .set({ title: '', sort_title: '', trashed_at: now, erased_at: now, updated_at: now })
    .where('id', '=', entryId)
    .execute();
}

/** A schedule of several entries is cancelled as a whole: without one of them it is not what its author wanted. */
export async function cancelSchedules(
  tx: Kysely<Tables>,
  { at, entryId }: { entryId: string; at: string },
): Promise<void> {
  const reason = 'One of its entries is not there any more.';
  for (const { dueAt, id } of await listOpenOfEntry(tx, { entryId })) {
    const isCancelled = await changeSchedule(tx, {
      id,
      at,
      from: { dueAt },
      kind: 'cancelled',
      code: 'entry-not-found',
      reason,
    });
    if (!isCancelled) continue;
    const audited = { action: 'schedule.cancel', subject: `schedule:${id}`, correlationId: null };
    await appendAudit(tx, { ...audited, at, actorId: null, details: { entryIds: [entryId] } });
  } // Those that older processes made stand alone.
  await tx
    .updateTable('schedule')
    .set({ state: 'cancelled', reason: null })
    .where('entry_id', '=', entryId)
    .where('state', 'in', ['armed', 'blocked'])
    .execute();
}
