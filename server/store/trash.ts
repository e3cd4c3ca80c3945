import type { Kysely } from 'kysely';
import { removeEntryIndex } from './entry-index.ts';
import { encodeJson } from './json.ts';
import { deletePublicReferences } from './public-references.ts';
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
  await cancelSchedules(tx, { entryId });
  await deletePublicReferences(tx, { entryId });
  await tx
    .updateTable('entry')
    .set({ title: '', sort_title: '', trashed_at: now, erased_at: now, updated_at: now })
    .where('id', '=', entryId)
    .execute();
}

export async function cancelSchedules(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  await tx
    .updateTable('schedule')
    .set({ state: 'cancelled', reason: null })
    .where('entry_id', '=', entryId)
    .where('state', 'in', ['armed', 'blocked'])
    .execute();
}
