import { isDeepStrictEqual } from 'node:util';
import { entryTitle } from '../../model/entry-address.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { moveDraft, type StoredEntry } from '../store/entries.ts';
import { insertVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { draftContent } from './draft-content.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { findEntry } from './find-entry.ts';
import { newVersion } from './new-version.ts';
import { entrySubject, requirePermission } from './permission.ts';

export type DraftSave = Call & {
  entryId: string;
  /** The version that the editor saw. */
  expectedVersionId: string;
  content: Readonly<Record<string, unknown>>;
};

/**
 * Makes a new version and moves the draft to it. Of two saves that saw the same version one is made, and the other gets the
 * server's copy. Content that is already there makes no version.
 */
export async function saveDraft(context: AuthoringContext, save: DraftSave): Promise<EntryDetails> {
  const { database, model } = context;
  const entry = await findEntry(database.db, { id: save.entryId });
  requirePermission(save.actor, 'entry.save', entrySubject(model, entry));
  if (entry.draftVersionId !== save.expectedVersionId) throw versionConflict(entryDetails(model, entry));
  const content = draftContent(model, { collection: entry.collection, content: save.content });
  if (isDeepStrictEqual(content, entry.draft.content)) return entryDetails(model, entry);

  const saved = await writeVersion(context, { save, entry, content });
  if (saved === null) {
    throw versionConflict(entryDetails(model, await findEntry(database.db, { id: save.entryId })));
  }
  return entryDetails(model, saved);
}

/** Null if another save was faster. */
async function writeVersion(
  { database, model, now }: AuthoringContext,
  { save, entry, content }: { save: DraftSave; entry: StoredEntry; content: Record<string, unknown> },
): Promise<StoredEntry | null> {
  const createdAt = now().toISOString();
  const createdBy = save.actor.userId;
  const { id: entryId, collection } = entry;
  const version = newVersion(model, { entryId, collection, content, createdAt, createdBy });
  const changed = { title: entryTitle(model, { collection, content }), updatedAt: createdAt };
  return await database.write(async (tx) => {
    // The pointer first: moving it also locks the entry, within which versions are numbered.
    const move = { entryId, fromVersionId: save.expectedVersionId, toVersionId: version.id };
    if (!(await moveDraft(tx, { ...move, ...changed }))) return null;
    const number = await insertVersion(tx, version);
    await appendAudit(tx, {
      at: createdAt,
      actorId: createdBy,
      action: 'entry.save',
      subject: `entry:${entryId}`,
      correlationId: save.correlationId,
      details: { versionId: version.id, number },
    });
    return { ...entry, ...changed, draftVersionId: version.id, draft: { ...version, number } };
  });
}

/** Carries the server's copy, from which an editor can merge. */
export function versionConflict(current: EntryDetails): AppError {
  return new AppError(
    'version-conflict',
    `The entry has been changed since you read it: its draft is now version ${current.draft.number}. Merge your changes into the copy in "current" and save again with its versionId.`,
    { extra: { current } },
  );
}
