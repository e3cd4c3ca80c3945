import assert from 'node:assert/strict';
import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import {
  markPublished,
  markWithdrawn,
  readEntries,
  readEntryAnywhere,
  type StoredEntry,
} from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import { isEntryItem, type EntryItem, type NewPublicationItem } from '../store/publication-items.ts';
import { isPublicationInScope } from '../store/publication-scope.ts';
import { lockPublicationLog, readPublicationItems } from '../store/publications.ts';
import { deletePublishedMedia, putPublishedMedia } from '../store/published-media.ts';
import { deleteRedirect } from '../store/redirects.ts';
import type { Tables } from '../store/tables.ts';
import { readTakedownOf } from '../store/takedowns.ts';
import { readVersion } from '../store/versions.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { referencesOf } from './entry-index.ts';
import { findEntry } from './find-entry.ts';
import { gateLinks, type LinksAnyway } from './gate-links.ts';
import { brokenDetails, cutLinks } from './link-order.ts';
import { movePaths } from './move-paths.ts';
import { entrySubject, readableScope, requirePermission } from './permission.ts';
import { placeRedirect } from './place-redirect.ts';
import { publicationNotFound } from './publication-state.ts';
import { replaceRedirects } from './replace-redirects.ts';
import { requireRestorable } from './restorable-version.ts';
import { supersededEntries, supersededFacts, superseded } from './superseded-items.ts';

export type RevertRequest = Call & LinksAnyway & { seq: number };

export type RevertResult = {
  publication: LogPosition;
  /** The links that it leaves dead and that were not dead before, as far as anybody can tell. */
  brokenLinks: DescribedLink[];
};

/**
 * Takes a publication back by another one, which makes public what was public before it: the version before, at the path before, or
 * nothing. All of it, or none: refused with a list if any of it has been changed since.
 */
export async function revertPublication(
  context: AuthoringContext,
  request: RevertRequest,
): Promise<RevertResult> {
  const { database, model } = context;
  const broken = await gateLinks(context, {
    request,
    what: 'revert',
    act: (tx) => revert(tx, { context, request, broken: [] }),
  });
  const publication = await database.write((tx) => revert(tx, { context, request, broken }));
  context.publicationCommitted(publication);
  const { actor } = request;
  const brokenLinks = await describeLinks(database.db, { links: cutLinks(broken), actor, model });
  return { publication, brokenLinks };
}

type Reverting = { context: AuthoringContext; request: RevertRequest };

async function revert(
  tx: Transaction<Tables>,
  { broken, context, request }: Reverting & { broken: readonly DeadLink[] },
): Promise<LogPosition> {
  const { actor, correlationId, seq } = request;
  // Without a session that may read, nobody learns what the log holds.
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const scope = readableScope(context.model, actor);
  const reverted = await readPublicationItems(tx, { seq });
  if (reverted === null || !(await isPublicationInScope(tx, { seq, scope }))) throw publicationNotFound(seq);
  // What came last goes first: a redirect that a page took the place of comes back after the page is gone.
  const undone = reverted.toReversed();
  const at = context.now().toISOString();
  const { inverse, claimed } = await revertEntries(tx, {
    context,
    request,
    undone: undone.filter(isEntryItem),
  });
  await lockPublicationLog(tx);
  const factItems = await revertFacts(tx, { context, request, undone, at });
  const items = [...inverse, ...factItems, ...(await replaceRedirects(tx, { paths: claimed }))];
  const position = await appendAnnounced(tx, {
    model: context.model,
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  for (const item of inverse) {
    const { entryId } = item;
    if (item.kind === 'withdraw') await markWithdrawn(tx, { entryId });
    else await publishAgain(tx, { context, entryId, versionId: item.versionId, at });
  }
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'publication.revert',
    subject: `publication:${position.seq}`,
    correlationId,
    details: { reverted: seq, entryIds: inverse.map(({ entryId }) => entryId), ...brokenDetails(broken) },
  });
  return position;
}

type Again = { context: AuthoringContext; entryId: string; versionId: string; at: string };

async function publishAgain(
  tx: Transaction<Tables>,
  { at, context: { model }, entryId, versionId }: Again,
): Promise<void> {
  const [entry] = await readEntries(tx, { ids: [entryId] });
  const version = await readVersion(tx, { id: versionId });
  assert(entry !== undefined && version !== null, 'what was found restorable is there');
  const { collection } = entry;
  const references = referencesOf(model, { collection, content: version.content, entryId });
  await markPublished(tx, { entryId, versionId, publishedAt: at, references });
}

/** Moves the paths; who points where is for the caller to write once the publication has its number. */
async function revertEntries(
  tx: Transaction<Tables>,
  { context, request, undone }: Reverting & { undone: readonly EntryItem[] },
): Promise<{ inverse: EntryItem[]; claimed: string[] }> {
  const ids = undone.map(({ entryId }) => entryId);
  await lockEntries(tx, { entryIds: ids });
  await requireEntries(tx, { context, request, undone });
  const entries = new Map((await readEntries(tx, { ids })).map((entry) => [entry.id, entry]));
  await requireNotTakenDown(tx, { seq: request.seq, ids });
  const changed = supersededEntries(undone, entries);
  if (changed.length > 0) throw superseded(request.seq, changed);
  // What is in the trash is as the publication left it if that withdrew it.
  const reader = { actor: request.actor, model: context.model };
  for (const id of ids) await findEntry(tx, { ...reader, id });
  const inverse = undone.map(invertEntry);
  const moves = inverse.flatMap((item) => {
    const entry = entries.get(item.entryId);
    return entry === undefined ? [] : [{ item, entry, path: item.kind === 'publish' ? item.path : null }];
  });
  await requireRestorable(tx, { context, restored: moves.flatMap(restoredVersion) });
  return { inverse, claimed: await movePaths(tx, { ...reader, moves }) };
}

/** Before anything else is said of the entries, also of those that are in the trash or not there any more. */
async function requireEntries(
  tx: Transaction<Tables>,
  { context: { model }, request: { actor }, undone }: Reverting & { undone: readonly EntryItem[] },
): Promise<void> {
  for (const item of undone) {
    const entry = await readEntryAnywhere(tx, { id: item.entryId });
    const action = item.previousVersionId === null ? 'entry.withdraw' : 'entry.publish';
    if (entry !== null) requirePermission(actor, action, entrySubject(model, entry));
  }
}

async function requireNotTakenDown(
  tx: Transaction<Tables>,
  { ids, seq }: { seq: number; ids: readonly string[] },
): Promise<void> {
  for (const entryId of ids) {
    const takedown = await readTakedownOf(tx, { entryId });
    if (takedown === null) continue;
    throw new AppError(
      'publication-superseded',
      `Publication ${seq} cannot be taken back: what it made public at ${takedown.paths.join(', ')} was taken down on ${takedown.takenDownAt}, for good. Nothing was changed; what else it changed can be published anew.`,
      { extra: { items: [{ kind: 'publish', subject: entryId, name: '' }] } },
    );
  }
}

function restoredVersion({ item, entry }: { item: EntryItem; entry: StoredEntry }) {
  return item.kind === 'publish' ? [{ entry, versionId: item.versionId }] : [];
}

function invertEntry(item: EntryItem): EntryItem {
  const { entryId, previousPath, previousVersionId } = item;
  const left =
    item.kind === 'publish'
      ? { previousVersionId: item.versionId, previousPath: item.path }
      : { previousVersionId: null, previousPath: null };
  return previousVersionId === null
    ? { kind: 'withdraw', entryId, ...left }
    : { kind: 'publish', entryId, versionId: previousVersionId, path: previousPath, ...left };
}

/** Under the lock of the log: media facts and redirects change nowhere else. */
async function revertFacts(
  tx: Transaction<Tables>,
  { at, context, request, undone }: Reverting & { undone: readonly NewPublicationItem[]; at: string },
): Promise<NewPublicationItem[]> {
  const facts = undone.filter((item) => !isEntryItem(item));
  for (const { kind } of facts) {
    const action = kind === 'media' || kind === 'media-removed' ? 'media.publish' : 'redirect.publish';
    requirePermission(request.actor, action, { kind: 'installation' });
  }
  const changed = await supersededFacts(tx, facts);
  if (changed.length > 0) throw superseded(request.seq, changed);
  const made = { createdAt: at, actor: request.actor, model: context.model };
  const items: NewPublicationItem[] = [];
  for (const item of facts) {
    if (item.kind === 'media' || item.kind === 'media-removed') items.push(await revertMedia(tx, item));
    else if (item.kind === 'redirect' && item.previous === null) {
      const { path } = item.redirect;
      await deleteRedirect(tx, { path });
      items.push({ kind: 'redirect-removed', path, previous: item.redirect });
    } else if (item.previous !== null) items.push(...(await placeRedirect(tx, item.previous, made)));
  }
  return items;
}

type MediaItem = Extract<NewPublicationItem, { kind: 'media' | 'media-removed' }>;

async function revertMedia(tx: Transaction<Tables>, item: MediaItem): Promise<NewPublicationItem> {
  if (item.kind === 'media' && item.previous === null) {
    const { media } = item;
    await deletePublishedMedia(tx, { id: media.id });
    return { kind: 'media-removed', mediaId: media.id, previous: media };
  }
  assert(item.previous !== null, 'what was removed was there');
  await putPublishedMedia(tx, item.previous);
  return { kind: 'media', media: item.previous, previous: item.kind === 'media' ? item.media : null };
}
