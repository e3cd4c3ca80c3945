import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import type { StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import { markTrashed } from '../store/trash.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { findEntry, findEntryAnywhere } from './find-entry.ts';
import { gateLinks, type LinksAnyway } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import type { WithLinks } from './links-refused.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { versionConflict } from './save-draft.ts';
import { takeFromPublic } from './take-from-public.ts';

export type EntryRemoval = Call & {
  entryId: string;
  /** The version that the editor saw: nobody throws away what they have not read. */
  expectedVersionId: string;
};

export type TrashResult = {
  /** The withdrawal; null if the entry was not public. */
  publication: LogPosition | null;
  entry: EntryDetails;
  /** The links that it leaves dead and that were not dead before, as far as anybody can tell. */
  brokenLinks: DescribedLink[];
};

/** Takes the entry from the lists, and from the public if it is there. It keeps its versions, and `restoreEntry` brings it back. */
export async function trashEntry(
  context: AuthoringContext,
  { what = 'trash', ...request }: EntryRemoval & LinksAnyway & { what?: WithLinks },
): Promise<TrashResult> {
  const { database, model } = context;
  const broken = await gateLinks(context, {
    request,
    what,
    act: async (tx) => (await trash(tx, { context, request, broken: [] })).publication,
  });
  const result = await database.write((tx) => trash(tx, { context, request, broken }));
  if (result.publication !== null) context.publicationCommitted(result.publication);
  const { actor } = request;
  const brokenLinks = await describeLinks(database.db, { links: cutLinks(broken), actor, model });
  return { ...result, brokenLinks };
}

type Trashing = { context: AuthoringContext; request: EntryRemoval; broken: readonly DeadLink[] };

async function trash(
  tx: Transaction<Tables>,
  { broken, context, request }: Trashing,
): Promise<Omit<TrashResult, 'brokenLinks'>> {
  const { model, now } = context;
  const { actor, correlationId, entryId } = request;
  await lockEntries(tx, { entryIds: [entryId] });
  const entry = await findEntry(tx, { id: entryId, actor, model });
  requirePermission(actor, 'entry.trash', entrySubject(model, entry));
  if (entry.publishedVersionId !== null)
    requirePermission(actor, 'entry.withdraw', entrySubject(model, entry));
  if (entry.draftVersionId !== request.expectedVersionId) throw versionConflict(entryDetails(model, entry));
  const at = now().toISOString();
  const publication = await withdraw(tx, { context, request, entry, at });
  await markTrashed(tx, { entryId, at });
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'entry.trash',
    subject: `entry:${entryId}`,
    correlationId,
    details: { seq: publication?.seq ?? null, ...brokenDetails(broken) },
  });
  return {
    publication,
    entry: entryDetails(model, await findEntryAnywhere(tx, { id: entryId, actor, model })),
  };
}

async function withdraw(
  tx: Transaction<Tables>,
  {
    at,
    context: { model },
    entry,
    request,
  }: { context: AuthoringContext; request: EntryRemoval; entry: StoredEntry; at: string },
): Promise<LogPosition | null> {
  if (entry.publishedVersionId === null) return null;
  const { actor, correlationId } = request;
  const items = await takeFromPublic(tx, [entry]);
  const publication = { actorId: actor.userId, correlationId, committedAt: at, items };
  return await appendAnnounced(tx, { ...publication, model });
}
