import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { hasReferrers, listReferrers } from '../store/entry-references.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { EntryScope } from '../store/entry-scope.ts';
import { lockEntries } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import { eraseEntry } from '../store/trash.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entryDetails } from './entry-details.ts';
import { findTrashedEntry } from './find-entry.ts';
import { backlinkOf } from './list-backlinks.ts';
import { entrySubject, readableScope, requirePermission } from './permission.ts';
import { versionConflict } from './save-draft.ts';
import { leavePublicForGood } from './take-from-public.ts';
import type { EntryRemoval } from './trash-entry.ts';

/** As many as a question can show. */
const REFERRERS_SHOWN = 20;

export type EntryDeletion = EntryRemoval & {
  /** Whoever asks has seen that others refer to it, and wants it gone. */
  despiteReferences?: boolean | undefined;
};

/**
 * Erases an entry that is in the trash, with all its versions. What others say of it leads nowhere from then on, which takes consent. Releases
 * that showed it stay as they were: to have it nowhere is a takedown.
 */
export async function deleteEntry(
  context: AuthoringContext,
  request: EntryDeletion,
): Promise<{ publication: LogPosition | null }> {
  const publication = await context.database.write((tx) => erase(tx, { context, request }));
  if (publication !== null) context.publicationCommitted(publication);
  return { publication };
}

async function erase(
  tx: Transaction<Tables>,
  { context, request }: { context: AuthoringContext; request: EntryDeletion },
): Promise<LogPosition | null> {
  const { model, now } = context;
  const { actor, correlationId, entryId } = request;
  await lockEntries(tx, { entryIds: [entryId] });
  const entry = await findTrashedEntry(tx, { id: entryId, actor, model });
  requirePermission(actor, 'entry.delete', entrySubject(model, entry));
  if (entry.draftVersionId !== request.expectedVersionId) throw versionConflict(entryDetails(model, entry));
  if (request.despiteReferences !== true)
    await requireNoReferrers(tx, { entry, scope: readableScope(model, actor) });
  const at = now().toISOString();
  const call: Call = { actor, correlationId };
  const publication = await leavePublicForGood(tx, { call, entry, at, model });
  await eraseEntry(tx, { entryId, now: at });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'entry.delete',
    subject: `entry:${entryId}`,
    correlationId,
    details: { collection: entry.collection, locale: entry.locale, seq: publication?.seq ?? null },
  });
  return publication;
}

/** What the actor may not read is not counted, but holds the entry as well. */
async function requireNoReferrers(
  tx: Transaction<Tables>,
  { entry: { id, title }, scope }: { entry: StoredEntry; scope: EntryScope },
): Promise<void> {
  if (!(await hasReferrers(tx, { entryId: id }))) return;
  const { count, referrers } = await listReferrers(tx, { entryId: id, limit: REFERRERS_SHOWN, scope });
  const who = count === 0 ? 'Others refer' : count === 1 ? 'One entry refers' : `${count} entries refer`;
  throw new AppError(
    'entry-referenced',
    `${who} to "${title}", so it was not deleted. Change what refers to it, or delete it with \`despiteReferences=true\`: then those lead nowhere, and are refused when they are published until they are mended.`,
    { extra: { count, referrers: referrers.map(backlinkOf) } },
  );
}
