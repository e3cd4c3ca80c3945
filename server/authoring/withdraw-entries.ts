import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { markWithdrawn, readEntries, type StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import { releasePath } from '../store/public-paths.ts';
import { appendPublication } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { inBundleOrder, requireBundle } from './bundle.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { entrySubject, requirePermission } from './permission.ts';

export type WithdrawRequest = Call & { entryIds: readonly string[] };

export type WithdrawResult = {
  publication: LogPosition;
  /** In the order of the request. */
  entries: EntryDetails[];
};

/** Takes the entries from the public as one publication: all of them, or none. Their drafts stay as they are. */
export async function withdrawEntries(
  context: AuthoringContext,
  request: WithdrawRequest,
): Promise<WithdrawResult> {
  const { database, model } = context;
  const ids = requireBundle(request.entryIds);
  const publication = await database.write((tx) => withdraw(tx, { context, request }));
  context.publicationCommitted(publication);
  const entries = inBundleOrder(ids, await readEntries(database.db, { ids }));
  return { publication, entries: entries.map((entry) => entryDetails(model, entry)) };
}

async function withdraw(
  tx: Transaction<Tables>,
  { context, request }: { context: AuthoringContext; request: WithdrawRequest },
): Promise<LogPosition> {
  const { actor, correlationId, entryIds } = request;
  await lockEntries(tx, { entryIds });
  const entries = inBundleOrder(entryIds, await readEntries(tx, { ids: entryIds }));
  for (const entry of entries) requirePermission(actor, 'entry.withdraw', entrySubject(context.model, entry));
  for (const entry of entries) requirePublished(entry);
  for (const { id, livePath } of entries) {
    if (livePath !== null) await releasePath(tx, { entryId: id });
    await markWithdrawn(tx, { entryId: id });
  }
  const at = context.now().toISOString();
  const position = await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items: entries.map((entry) => ({
      kind: 'withdraw',
      entryId: entry.id,
      previousVersionId: entry.publishedVersionId,
      previousPath: entry.livePath,
    })),
  });
  await appendAudit(tx, {
    at,
    actorId: actor.userId,
    action: 'entry.withdraw',
    subject: `publication:${position.seq}`,
    correlationId,
    details: { entryIds },
  });
  return position;
}

function requirePublished(entry: StoredEntry): void {
  if (entry.publishedVersionId !== null) return;
  throw new AppError('not-published', `"${entry.title}" is not public, so there is nothing to withdraw.`, {
    extra: { entryId: entry.id },
  });
}
