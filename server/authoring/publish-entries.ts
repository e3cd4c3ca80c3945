import type { Transaction } from 'kysely';
import type { LogPosition } from '../../model/publication.ts';
import { appendAudit } from '../store/audit.ts';
import { markPublished, readEntries, type StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { appendPublication } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { inBundleOrder, requireBundle } from './bundle.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { movePaths, type PathMove } from './move-paths.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { publicChanges } from './public-changes.ts';
import { checkPublishable, isPublic, type PublishableDraft } from './publishable-draft.ts';
import { placeRedirect, type Made } from './place-redirect.ts';
import { redirectsOfMoves } from './redirects-of-moves.ts';
import { replaceRedirects } from './replace-redirects.ts';
import { requireServablePath } from './reserved-path.ts';
import { versionConflict } from './save-draft.ts';

export type PublishRequest = Call & {
  entries: readonly { entryId: string; /** The version that the editor saw. */ expectedVersionId: string }[];
};

export type PublishResult = {
  /** Null if everything was public already, just as it is: then nothing is added to the log. */
  publication: LogPosition | null;
  /** In the order of the request. */
  entries: EntryDetails[];
};

/** Makes the drafts public as one publication: all of them, or none. */
export async function publishEntries(
  context: AuthoringContext,
  request: PublishRequest,
): Promise<PublishResult> {
  const { database, model } = context;
  const entryIds = requireBundle(request.entries.map(({ entryId }) => entryId));
  const seen = inBundleOrder(entryIds, await readEntries(database.db, { ids: entryIds }));
  for (const entry of seen) requirePermission(request.actor, 'entry.publish', entrySubject(model, entry));
  for (const [index, entry] of seen.entries()) {
    requireVersion(context, entry, request.entries[index]?.expectedVersionId);
  }
  const drafts = await checkPublishable(context, seen);
  for (const [index, entry] of seen.entries()) {
    requireServablePath(context, { ...entry, path: drafts[index]?.path ?? null });
  }
  // Said once: the pages are rendered with it before the commit, and must be the same afterwards.
  const publishedAt = context.now().toISOString();
  await proveDrafts(context, { seen, drafts, publishedAt });
  const publication = await database.write((tx) => publish(tx, { context, request, drafts, publishedAt }));
  if (publication !== null) context.publicationCommitted(publication);
  const published = inBundleOrder(entryIds, await readEntries(database.db, { ids: entryIds }));
  return { publication, entries: published.map((entry) => entryDetails(model, entry)) };
}

type Seen = { seen: readonly StoredEntry[]; drafts: readonly PublishableDraft[]; publishedAt: string };

/** A publication that cannot be rendered never enters the log. */
async function proveDrafts(context: AuthoringContext, { drafts, publishedAt, seen }: Seen): Promise<void> {
  if (context.prove === undefined) return;
  const toPublish = seen.flatMap((entry, index) => {
    const draft = drafts[index];
    return draft === undefined || isPublic(entry, draft) ? [] : [{ entry, draft }];
  });
  if (toPublish.length === 0) return;
  await context.prove(await publicChanges(context, { drafts: toPublish, publishedAt }));
}

type Publishing = {
  context: AuthoringContext;
  request: PublishRequest;
  drafts: readonly PublishableDraft[];
  publishedAt: string;
};

async function publish(
  tx: Transaction<Tables>,
  { context, request, drafts, publishedAt }: Publishing,
): Promise<LogPosition | null> {
  const entryIds = drafts.map(({ entryId }) => entryId);
  await lockEntries(tx, { entryIds });
  const entries = inBundleOrder(entryIds, await readEntries(tx, { ids: entryIds }));
  const changes = entries.flatMap((entry, index) => {
    const draft = drafts[index];
    requireVersion(context, entry, draft?.versionId);
    return draft === undefined || isPublic(entry, draft) ? [] : [{ entry, draft }];
  });
  if (changes.length === 0) return null;
  const { actor, correlationId } = request;
  const moves = changes.map(({ entry, draft }) => ({ entry, path: draft.path }));
  const redirects = await moveAddresses(tx, {
    context,
    moves,
    made: { createdAt: publishedAt, createdBy: actor.userId },
  });
  const items = changes.map(({ entry, draft }) => ({
    kind: 'publish' as const,
    entryId: entry.id,
    versionId: draft.versionId,
    path: draft.path,
    previousVersionId: entry.publishedVersionId,
    previousPath: entry.livePath,
  }));
  const position = await appendPublication(tx, {
    actorId: actor.userId,
    correlationId,
    committedAt: publishedAt,
    items: [...items, ...redirects],
  });
  for (const { entryId, versionId } of items) await markPublished(tx, { entryId, versionId, publishedAt });
  await appendAudit(tx, {
    at: publishedAt,
    actorId: actor.userId,
    action: 'entry.publish',
    subject: `publication:${position.seq}`,
    correlationId,
    details: { entryIds: items.map(({ entryId }) => entryId) },
  });
  return position;
}

type Moving = { context: AuthoringContext; moves: readonly PathMove[]; made: Made };

/** Returns what that changes of the redirects. */
async function moveAddresses(
  tx: Transaction<Tables>,
  { context, made, moves }: Moving,
): Promise<NewPublicationItem[]> {
  const items: NewPublicationItem[] = await replaceRedirects(tx, { paths: await movePaths(tx, moves) });
  for (const redirect of redirectsOfMoves(context, moves))
    items.push(...(await placeRedirect(tx, redirect, made)));
  return items;
}

function requireVersion(
  { model }: AuthoringContext,
  entry: StoredEntry,
  expectedVersionId: string | undefined,
): void {
  if (entry.draftVersionId !== expectedVersionId) throw versionConflict(entryDetails(model, entry));
}
