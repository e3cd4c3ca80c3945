import type { Transaction } from 'kysely';
import { StepFailure } from '../../model/carry-content.ts';
import { entryTitle } from '../../model/entry-address.ts';
import { doneBy, type Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { moveDraft, type StoredEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import { lockEntries } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import { hashContent, insertVersion, keepVersion, type StoredVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { contentBeside, type KeptContent } from './draft-content.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { indexOfDraft } from './entry-index.ts';
import { findEntry } from './find-entry.ts';
import { findVersion } from './find-version.ts';
import { newVersion } from './new-version.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { versionConflict } from './save-draft.ts';
import { carriedVersion } from './steps-taken.ts';

export type VersionRestore = Call & {
  entryId: string;
  versionId: string;
  /** The draft version that the editor saw. */
  expectedVersionId: string;
};

/**
 * Makes a new version with the content of an older one and moves the draft to it. The older one, the draft that was left and the new one are
 * kept for good: whoever restored the wrong one can go back. Content that is already there makes no version.
 */
export async function restoreVersion(
  context: AuthoringContext,
  restore: VersionRestore,
): Promise<EntryDetails> {
  const { database, model } = context;
  const { actor, entryId, expectedVersionId, versionId } = restore;
  return await database.write(async (tx) => {
    await lockEntries(tx, { entryIds: [entryId] });
    const entry = await findEntry(tx, { id: entryId, actor, model });
    requirePermission(actor, 'entry.save', entrySubject(model, entry));
    if (entry.draftVersionId !== expectedVersionId) throw versionConflict(entryDetails(model, entry));
    const source = await findVersion(tx, { entryId, versionId });
    const carried = await carriedSource(tx, { context, entry, source });
    const kept = await restorableContent(context, { actor, entry, source: carried });
    if (hashContent(kept.content) === hashContent(entry.draft.content)) return entryDetails(model, entry);
    return entryDetails(model, await insertRestored(tx, { context, restore, entry, source, kept }));
  });
}

/** Through the steps that the content model has taken since the version was saved. */
async function carriedSource(
  tx: Transaction<Tables>,
  { context, entry, source }: Pick<Restoring, 'context' | 'entry' | 'source'>,
): Promise<StoredVersion> {
  try {
    return await carriedVersion(tx, { context, entry, version: source });
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    throw new AppError(
      'invalid-input',
      `Version ${source.number} cannot be brought to the content model of now, so nothing was restored. Read it, and save as the draft what is to be kept of it.`,
      { issues: [{ path: error.field, message: error.message }], cause: error },
    );
  }
}

/** What no step takes care of may not fit all the same. */
async function restorableContent(
  { model }: AuthoringContext,
  { actor, entry, source }: { actor: Actor; entry: StoredEntry; source: StoredVersion },
): Promise<KeptContent> {
  try {
    const { collection } = entry;
    const incoming = { collection, content: source.content, sentBy: actor.userId };
    return await contentBeside(model, { ...incoming, stored: source });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    throw new AppError(
      'invalid-input',
      `Version ${source.number} does not fit the content model any more, so nothing was restored. Read it, mend what is named, and save it as the draft.`,
      { issues: error.details.issues ?? [], cause: error },
    );
  }
}

type Restoring = {
  context: AuthoringContext;
  restore: VersionRestore;
  entry: StoredEntry;
  source: StoredVersion;
  kept: KeptContent;
};

async function insertRestored(
  tx: Transaction<Tables>,
  { context, entry, kept: { content, fingerprint }, restore, source }: Restoring,
): Promise<StoredEntry> {
  const { model, now } = context;
  const { actor, correlationId, entryId, expectedVersionId } = restore;
  const { collection } = entry;
  const at = now().toISOString();
  const made = { entryId, collection, content, createdAt: at, createdBy: actor.userId, fingerprint };
  const version = { ...newVersion(context, made), keptAt: at, restoredFrom: source.number };
  for (const id of [source.id, expectedVersionId]) await keepVersion(tx, { id, keptAt: at });
  const changed = { title: entryTitle(model, { collection, content }), updatedAt: at };
  await moveDraft(tx, {
    entryId,
    fromVersionId: expectedVersionId,
    toVersionId: version.id,
    ...changed,
  });
  const number = await insertVersion(tx, version);
  await putEntryIndex(tx, indexOfDraft(model, { ...entry, entryId, versionId: version.id, content }));
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'version.restore',
    subject: `entry:${entryId}`,
    correlationId,
    details: { versionId: version.id, number, restoredFrom: source.number },
  });
  return { ...entry, ...changed, draftVersionId: version.id, draft: { ...version, number } };
}
