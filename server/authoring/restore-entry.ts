import type { Transaction } from 'kysely';
import { findCollection, type ContentModel } from '../../model/content-model.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import { markRestored } from '../store/trash.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { findEntry, findTrashedEntry } from './find-entry.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { versionConflict } from './save-draft.ts';
import { isLocaleFree, placeOfSingle } from './translation-group.ts';
import type { EntryRemoval } from './trash-entry.ts';

/** Brings an entry back from the trash, as the draft that it was. It does not become public by that. */
export async function restoreEntry(
  { database, model, now }: AuthoringContext,
  { actor, correlationId, entryId, expectedVersionId }: EntryRemoval,
): Promise<EntryDetails> {
  return await database.write(async (tx) => {
    await lockEntries(tx, { entryIds: [entryId] });
    const entry = await findTrashedEntry(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.trash', entrySubject(model, entry));
    if (entry.draftVersionId !== expectedVersionId) throw versionConflict(entryDetails(model, entry));
    const at = now().toISOString();
    const translationGroup = await groupToJoin(tx, { model, entry });
    await markRestored(tx, { entryId, translationGroup, at });
    await appendAudit(tx, {
      at,
      ...doneBy(actor),
      action: 'entry.restore',
      subject: `entry:${entryId}`,
      correlationId,
      details: {},
    });
    return entryDetails(model, await findEntry(tx, { id: entryId, actor, model }));
  });
}

/** Its place may have been taken while it was in the trash. */
async function groupToJoin(
  tx: Transaction<Tables>,
  { entry, model }: { model: ContentModel; entry: StoredEntry },
): Promise<string> {
  const { collection, locale, translationGroup } = entry;
  const isSingle = findCollection(model, collection)?.single === true;
  if (isSingle) return (await placeOfSingle(tx, { collection, locale })) ?? translationGroup;
  if (await isLocaleFree(tx, { translationGroup, locale })) return translationGroup;
  throw new AppError(
    'translation-exists',
    `"${entry.title}" has another translation to ${locale} by now, so it was not restored. Move that one to the trash first.`,
  );
}
