import assert from 'node:assert/strict';
import type { Transaction } from 'kysely';
import { entryTitle } from '../../model/entry-address.ts';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { moveDraft, readEntries, type StoredEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import type { Tables } from '../store/tables.ts';
import { insertVersion, keepVersion, type NewVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entryDetails } from './entry-details.ts';
import { indexOfDraft } from './entry-index.ts';
import { entryNotFound } from './find-entry.ts';
import type { DraftToPublish } from './public-changes.ts';
import type { EntryRewrite } from './rewrite-links.ts';
import { versionConflict } from './save-draft.ts';

type Writing = { context: AuthoringContext; call: Call; at: string; rewrites: readonly EntryRewrite[] };

/** In the transaction that publishes, which has locked the entries. Returns what it is to publish of them. */
export async function writeRewrites(
  tx: Transaction<Tables>,
  { rewrites, ...writing }: Writing,
): Promise<DraftToPublish[]> {
  const ids = rewrites.map(({ entry }) => entry.id);
  const entries = new Map((await readEntries(tx, { ids })).map((entry) => [entry.id, entry]));
  const published: DraftToPublish[] = [];
  for (const rewrite of rewrites) {
    const entry = entries.get(rewrite.entry.id);
    if (entry === undefined) throw entryNotFound(rewrite.entry.id);
    if (!isUnchanged(entry, rewrite)) throw versionConflict(entryDetails(writing.context.model, entry));
    published.push(await write(tx, { ...writing, entry, rewrite }));
  }
  return published;
}

function isUnchanged(entry: StoredEntry, { before }: EntryRewrite): boolean {
  return (
    entry.draftVersionId === before.draftVersionId && entry.publishedVersionId === before.publishedVersionId
  );
}

type One = Omit<Writing, 'rewrites'> & { entry: StoredEntry; rewrite: EntryRewrite };

/** What becomes public is numbered before the draft, which is newer. */
async function write(tx: Transaction<Tables>, one: One): Promise<DraftToPublish> {
  const { at, entry, rewrite } = one;
  const { draft, draftVersion, isDraft, version } = rewrite;
  await insertVersion(tx, { ...version, keptAt: at });
  if (isDraft) await moveTo(tx, { ...one, version });
  if (draftVersion !== null) {
    await insertVersion(tx, draftVersion);
    await moveTo(tx, { ...one, version: draftVersion });
  }
  return { draft, entry: { ...entry, draft: rewrite.entry.draft, draftVersionId: version.id } };
}

/** The draft that is left is kept: it can be gone back to. */
async function moveTo(
  tx: Transaction<Tables>,
  { at, call, context: { model }, entry, version }: Omit<One, 'rewrite'> & { version: NewVersion },
): Promise<void> {
  const { collection, draftVersionId: fromVersionId, id: entryId, locale } = entry;
  const { content, id: toVersionId } = version;
  const title = entryTitle(model, { collection, content });
  await keepVersion(tx, { id: fromVersionId, keptAt: at });
  const isMoved = await moveDraft(tx, { entryId, fromVersionId, toVersionId, title, updatedAt: at });
  assert(isMoved, 'an entry that is locked has the draft that was read');
  await putEntryIndex(
    tx,
    indexOfDraft(model, { entryId, versionId: toVersionId, collection, locale, content }),
  );
  const { actor, correlationId } = call;
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'entry.save',
    subject: `entry:${entryId}`,
    correlationId,
    details: { versionId: toVersionId, after: fromVersionId },
  });
}
