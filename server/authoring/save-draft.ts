import { entryTitle } from '../../model/entry-address.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { EntryHead, StoredEntry } from '../store/entries.ts';
import { saveVersion } from '../store/save-version.ts';
import { hashContent, readVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { contentBeside, draftContent, type KeptContent } from './draft-content.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { indexOfDraft } from './entry-index.ts';
import { findEntry, findEntryHead } from './find-entry.ts';
import { fingerprintOf, newVersion } from './new-version.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { requireLease } from './require-lease.ts';

export type DraftSave = Call & {
  entryId: string;
  /** The version that the editor saw. */
  expectedVersionId: string;
  content: Readonly<Record<string, unknown>>;
  /** The window that has to hold the lease; undefined: whoever has it. */
  holder?: string | undefined;
};

/** Whoever has saved nothing for so long has got up in between: the next save begins a version of its own. */
export const SITTING_PAUSE_MS = 10 * 60_000;
/** However long the sitting, so much of it is in one version at most. */
const VERSION_SPAN_MS = 15 * 60_000;

/**
 * Makes a new version and moves the draft to it; the saves of one editor in one sitting share a version, unless something keeps it, much of it is gone, or it was
 * begun long ago. Of two saves that
 * saw the same version one is made, and the other gets the server's copy. Content that is already there makes no version.
 */
export async function saveDraft(context: AuthoringContext, save: DraftSave): Promise<EntryDetails> {
  const { database, model } = context;
  // Without the content of the draft: a save brings its own, and needs the server's only to refuse.
  const head = await findEntryHead(database.db, { id: save.entryId, actor: save.actor, model });
  requirePermission(save.actor, 'entry.save', entrySubject(model, head));
  if (save.holder !== undefined) await requireLease(context, { ...save, clientId: save.holder });
  if (head.draftVersionId !== save.expectedVersionId) throw versionConflict(await serverCopy(context, save));
  const kept = await contentToKeep(context, { save, head });
  if (hashContent(kept.content) === head.draftContentHash) {
    const current = await serverCopy(context, save);
    if (current.draft.versionId !== save.expectedVersionId) throw versionConflict(current);
    return current;
  }
  const saved = await writeVersion(context, { save, head, kept });
  if (saved === null) throw versionConflict(await serverCopy(context, save));
  return entryDetails(model, saved);
}

/** Of a draft that another release has saved, what this one does not know stays. */
async function contentToKeep(
  context: AuthoringContext,
  { head, save }: { save: DraftSave; head: EntryHead },
): Promise<KeptContent> {
  const { database, model } = context;
  const { actor, content } = save;
  const incoming = { collection: head.collection, content, sentBy: actor.userId };
  if (head.draftModelFingerprint === fingerprintOf(context))
    return { content: await draftContent(model, incoming), fingerprint: null };
  const stored = await readVersion(database.db, { id: head.draftVersionId });
  // A save that was faster has taken its place: this one is going to be refused.
  return stored === null
    ? { content: await draftContent(model, incoming), fingerprint: null }
    : await contentBeside(model, { ...incoming, stored });
}

async function serverCopy(
  { database, model }: AuthoringContext,
  { actor, entryId }: DraftSave,
): Promise<EntryDetails> {
  return entryDetails(model, await findEntry(database.db, { id: entryId, actor, model }));
}

/** Null if another save was faster. */
async function writeVersion(
  context: AuthoringContext,
  { save, head, kept: { content, fingerprint } }: { save: DraftSave; head: EntryHead; kept: KeptContent },
): Promise<StoredEntry | null> {
  const { database, model, now } = context;
  const savedAt = now();
  const createdAt = savedAt.toISOString();
  const createdBy = save.actor.userId;
  const { draftContentHash: _, draftModelFingerprint: __, ...entry } = head;
  const { id: entryId, collection } = entry;
  const version = newVersion(context, { entryId, collection, content, createdAt, createdBy, fingerprint });
  const changed = { title: entryTitle(model, { collection, content }), updatedAt: createdAt };
  const number = await saveVersion(database, {
    move: { entryId, fromVersionId: save.expectedVersionId, toVersionId: version.id, ...changed },
    version,
    sittingSince: new Date(savedAt.getTime() - SITTING_PAUSE_MS).toISOString(),
    begunSince: new Date(savedAt.getTime() - VERSION_SPAN_MS).toISOString(),
    index: indexOfDraft(model, { ...entry, entryId, versionId: version.id, content }),
    audit: {
      at: createdAt,
      ...doneBy(save.actor),
      action: 'entry.save',
      subject: `entry:${entryId}`,
      correlationId: save.correlationId,
    },
  });
  if (number === null) return null;
  return { ...entry, ...changed, draftVersionId: version.id, draft: { ...version, number } };
}

/** Carries the server's copy, from which an editor can merge. */
export function versionConflict(current: EntryDetails): AppError {
  return new AppError(
    'version-conflict',
    `The entry has been changed since you read it: its draft is now version ${current.draft.number}. Merge your changes into the copy in "current" and save again with its versionId.`,
    { extra: { current } },
  );
}
