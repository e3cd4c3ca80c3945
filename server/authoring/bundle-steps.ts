import type { Kysely, Transaction } from 'kysely';
import type { LogPosition, PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { markPublished, type StoredEntry } from '../store/entries.ts';
import { lockEntries } from '../store/locks.ts';
import type { NewPublicationItem } from '../store/publication-items.ts';
import { lockPublicationLog, readLogHead } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import { appendAnnounced } from './announce-entries.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readBundle, requireBundle } from './bundle.ts';
import { entryDetails } from './entry-details.ts';
import { referencesOf } from './entry-index.ts';
import { brokenDetails, type LinkOrder } from './link-order.ts';
import type { WithLinks } from './links-refused.ts';
import { moveAddresses } from './move-addresses.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { placeRedirects } from './place-redirect.ts';
import type { DraftToPublish } from './public-changes.ts';
import { checkPublishable, isPublic, type PublishableDraft } from './publishable-draft.ts';
import { requireServablePath } from './reserved-path.ts';
import { versionConflict } from './save-draft.ts';
import { settleLinks, withRewrites, type LinksToSettle, type SettledLinks } from './settle-links.ts';
import { withPinned } from './pinned-versions.ts';
import { takeFromPublic } from './take-from-public.ts';
import { changesTried } from './try-changes.ts';
import { writeRewrites } from './write-rewrites.ts';

export type BundleItem =
  | { action: 'publish'; entryId: string; /** The version that the editor saw. */ expectedVersionId: string }
  /** A withdrawal stands whatever is saved meanwhile: it need not name a version. */
  | { action: 'withdraw'; entryId: string; expectedVersionId?: string | undefined };

/** Without what its author looked at. */
export type BundleOrder = Call & {
  items: readonly BundleItem[];
  /** What is to become of links that it would leave dead. */
  links?: LinkOrder | undefined;
  /** Where it was decided before: the versions that were pinned then are published, whatever the drafts are by now. */
  decided?: Decided | undefined;
};

export type Decided = {
  /** The moment that the publication carries. Its pages are rendered with it before that has come. */
  at: string;
  /** Resolves when the moment has come. */
  due: () => Promise<void>;
  /** Whatever else has to be so, or nothing is published: first in the transaction, before anything is looked at. */
  claim: (tx: Transaction<Tables>) => Promise<void>;
  /** Last in the transaction. */
  record: (tx: Transaction<Tables>, made: Made) => Promise<void>;
};

type Made = {
  publication: LogPosition | null;
  /** The links that it leaves dead and that were not dead before. */
  brokenLinks: readonly DeadLink[];
};

/** Throws as `publishBundle` would now, and publishes nothing: all of it is done, and given up. */
export async function tryBundle(context: AuthoringContext, order: BundleOrder): Promise<void> {
  await changesOfBundleTried(context, order, { isTrial: true });
}

/** What the log would say, with the links changed as they are to be. */
export async function foreseeBundle(
  context: AuthoringContext,
  order: BundleOrder & { decided: Decided },
): Promise<readonly PublicationChange[]> {
  return await changesOfBundleTried(context, order, { isTrial: false });
}

async function changesOfBundleTried(
  context: AuthoringContext,
  request: BundleOrder,
  { isTrial }: { isTrial: boolean },
): Promise<readonly PublicationChange[]> {
  const ids = requireBundle(request.items.map(({ entryId }) => entryId));
  const seen = await readToPublish(context.database.db, { context, request, ids });
  for (const [index, entry] of seen.entries()) requireAllowed(context, request, { entry, index });
  const drafts = await checkDrafts(context, request, seen);
  const at = request.decided?.at ?? context.now().toISOString();
  const settled = await settle(context, { request, seen, drafts, at, isTrial });
  return await changesTried(context, (tx) =>
    publish(tx, { context, request, ids, drafts, at, basis: null, settled }),
  );
}

type LinksLook = BundleOrder & {
  what: WithLinks;
  /** Whether it has been let leave links dead. */
  isLet: boolean;
};

/** The links that it would leave dead. Throws as `publishBundle` would for them, also where its time is decided. */
export async function lookAtLinks(
  context: AuthoringContext,
  { isLet, ...request }: LinksLook,
): Promise<readonly DeadLink[]> {
  const ids = requireBundle(request.items.map(({ entryId }) => entryId));
  const seen = await readToPublish(context.database.db, { context, request, ids });
  for (const [index, entry] of seen.entries()) requireAllowed(context, request, { entry, index });
  const drafts = await checkDrafts(context, request, seen);
  const at = request.decided?.at ?? context.now().toISOString();
  const asked = isLet ? request : { ...request, decided: undefined };
  return (await settle(context, { request: asked, seen, drafts, at })).broken;
}

type Reading = { context: AuthoringContext; request: BundleOrder; ids: readonly string[] };

/** With what is going to be public as the draft of each. */
export async function readToPublish(
  tx: Kysely<Tables>,
  { context: { model }, ids, request: { actor, decided, items } }: Reading,
): Promise<StoredEntry[]> {
  const entries = await readBundle(tx, { ids, actor, model });
  return decided === undefined ? entries : await withPinned(tx, { entries, items });
}

type Placed = { entry: StoredEntry; index: number };
type Drafts = ReadonlyMap<string, PublishableDraft>;

export function requireAllowed(
  { model }: AuthoringContext,
  { actor, items }: BundleOrder,
  { entry, index }: Placed,
): void {
  const item = items[index];
  if (item === undefined) return;
  requirePermission(
    actor,
    item.action === 'publish' ? 'entry.publish' : 'entry.withdraw',
    entrySubject(model, entry),
  );
  if (item.expectedVersionId !== undefined && entry.draftVersionId !== item.expectedVersionId)
    throw versionConflict(entryDetails(model, entry));
  if (item.action === 'withdraw') requirePublished(entry);
}

export async function checkDrafts(
  context: AuthoringContext,
  { actor, items }: BundleOrder,
  seen: readonly StoredEntry[],
): Promise<Drafts> {
  const places = [...items.keys()].filter((index) => items[index]?.action === 'publish');
  const entries = places.flatMap((index) => seen[index] ?? []);
  const isBundle = items.length > 1;
  const drafts = await checkPublishable(context, {
    actor,
    entries,
    placeOf: (index) => (isBundle ? `entries[${places[index]}]` : ''),
  });
  const byEntry = new Map(drafts.map((draft) => [draft.entryId, draft]));
  for (const entry of entries)
    requireServablePath(context, { ...entry, path: byEntry.get(entry.id)?.path ?? null });
  return byEntry;
}

type Seen = Pick<LinksToSettle, 'at' | 'isTrial'> & {
  request: BundleOrder & Pick<LinksToSettle['request'], 'what' | 'planned'>;
  seen: readonly StoredEntry[];
  drafts: Drafts;
};

export async function settle(
  context: AuthoringContext,
  { drafts, request, seen, ...how }: Seen,
): Promise<SettledLinks> {
  const published = toBePublished(seen, drafts);
  const withdrawn = seen.filter((_, index) => request.items[index]?.action === 'withdraw');
  return await settleLinks(context, { ...how, request, withdrawn, published });
}

function toBePublished(entries: readonly StoredEntry[], drafts: Drafts): DraftToPublish[] {
  return entries.flatMap((entry) => {
    const draft = drafts.get(entry.id);
    return draft === undefined || isPublic(entry, draft) ? [] : [{ entry, draft }];
  });
}

type Publishing = {
  context: AuthoringContext;
  request: BundleOrder;
  ids: readonly string[];
  drafts: Drafts;
  at: string;
  basis: { seq: number } | null;
  settled: SettledLinks;
};

export async function publish(
  tx: Transaction<Tables>,
  { at, basis, context, drafts, ids, request, settled }: Publishing,
): Promise<LogPosition | null> {
  const { broken, rewrites } = settled;
  await lockEntries(tx, { entryIds: [...ids, ...rewrites.map(({ entry }) => entry.id)] });
  const { actor, correlationId } = request;
  const entries = await readToPublish(tx, { context, request, ids });
  for (const [index, entry] of entries.entries()) requireAllowed(context, request, { entry, index });
  if (basis !== null) await requireBasis(tx, basis);
  const withdrawn = entries.filter((_, index) => request.items[index]?.action === 'withdraw');
  const rewritten = await writeRewrites(tx, { context, call: request, at, rewrites });
  const published = withRewrites(toBePublished(entries, drafts), rewritten);
  if (withdrawn.length === 0 && published.length === 0 && settled.redirects.length === 0) return null;
  const withdrawals = await takeFromPublic(tx, withdrawn);
  const moves = published.map(({ draft, entry }) => ({ entry, path: draft.path }));
  const made = { createdAt: at, actor, model: context.model };
  const moved = await moveAddresses(tx, { context, moves, made });
  const redirects = await placeRedirects(tx, { redirects: settled.redirects, made });
  const items = [...withdrawals, ...published.map(publishItem), ...moved, ...redirects];
  if (items.length === 0) return null;
  const position = await appendAnnounced(tx, {
    model: context.model,
    actorId: actor.userId,
    correlationId,
    committedAt: at,
    items,
  });
  for (const { draft, entry } of published)
    await markPublished(tx, { ...draft, publishedAt: at, references: referencesOfDraft(context, entry) });
  // The moment of a plan is earlier than what is done by it.
  const doneAt = request.decided?.at ?? context.now().toISOString();
  const audited = { at: doneAt, ...doneBy(actor), subject: `publication:${position.seq}`, correlationId };
  const changed = { 'entry.publish': published.map(({ entry }) => entry), 'entry.withdraw': withdrawn };
  for (const [action, those] of Object.entries(changed)) {
    const entryIds = those.map(({ id }) => id);
    const details = { entryIds, ...brokenDetails(broken) };
    if (entryIds.length > 0) await appendAudit(tx, { ...audited, action, details });
  }
  for (const redirect of settled.redirects)
    await appendAudit(tx, { ...audited, action: 'redirect.set', details: { ...redirect } });
  return position;
}

/** Held until the publication is in the log: nothing else comes in between. */
async function requireBasis(tx: Transaction<Tables>, basis: { seq: number }): Promise<void> {
  await lockPublicationLog(tx);
  const { seq } = await readLogHead(tx);
  if (seq !== basis.seq) throw new BasisOutrun();
}

/** Something else came into the log after the basis was compared. */
export class BasisOutrun extends Error {}

function referencesOfDraft({ model }: AuthoringContext, { collection, draft, id }: StoredEntry): string[] {
  return referencesOf(model, { collection, content: draft.content, entryId: id });
}

function publishItem({ draft, entry }: DraftToPublish): NewPublicationItem {
  return {
    kind: 'publish',
    entryId: entry.id,
    versionId: draft.versionId,
    path: draft.path,
    previousVersionId: entry.publishedVersionId,
    previousPath: entry.livePath,
  };
}

function requirePublished(entry: StoredEntry): void {
  if (entry.publishedVersionId !== null) return;
  throw new AppError('not-published', `"${entry.title}" is not public, so there is nothing to withdraw.`, {
    extra: { entryId: entry.id },
  });
}
