import type { PublicationChange } from '../../model/publication.ts';
import type { PlannedEntry } from '../../model/site-plan.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import { listVersions, readVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readBundle, requireBundle } from './bundle.ts';
import { foreseeBundle, type BundleItem } from './bundle-steps.ts';
import type { LinkOrder } from './link-order.ts';
import { findTakenPaths, pathTaken } from './path-taken.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { changesOfBundle, type DraftToPublish } from './public-changes.ts';
import { checkPublishable, isPublic } from './publishable-draft.ts';
import { requireServablePath } from './reserved-path.ts';
import { NOT_YET } from './scheduled-bundle.ts';

export type ForeseenItem = {
  action: 'publish' | 'withdraw';
  entryId: string;
  /** The number or the id of a version, in place of the draft. */
  version?: number | null | undefined;
  versionId?: string | undefined;
};

export type ForeseeRequest = Pick<Call, 'actor'> & {
  items: readonly ForeseenItem[];
  /** When it would be published; now, where it is left out. */
  at?: Date | undefined;
  /** What is to become of links that it would leave dead; those that are left are planned as they are. */
  links?: Pick<LinkOrder, 'resolve'> | undefined;
};

export type Foreseen = {
  changes: PublicationChange[];
  entries: PlannedEntry[];
  /** Those that are going to be public in another state. */
  published: DraftToPublish[];
};

/** What would change if all of it were published as one publication; nothing if it is public just so. Refused where that would be refused. Nothing is written. */
export async function foreseePublication(
  context: AuthoringContext,
  { actor, at, items, links: { resolve = [] } = {} }: ForeseeRequest,
): Promise<Foreseen> {
  const { database, model } = context;
  const ids = requireBundle(
    items.map(({ entryId }) => entryId),
    'Nothing would change.',
  );
  const seen = await readBundle(database.db, { ids, actor, model });
  const withdrawn: StoredEntry[] = [];
  const chosen: { entry: StoredEntry; place: string }[] = [];
  for (const [index, entry] of seen.entries()) {
    const item = items[index];
    const isWithdrawal = item?.action === 'withdraw';
    requirePermission(actor, isWithdrawal ? 'entry.withdraw' : 'entry.publish', entrySubject(model, entry));
    const place = items.length > 1 ? `entries[${index}]` : '';
    if (isWithdrawal) withdrawn.push(requirePublished(entry));
    else chosen.push({ entry: await atVersion(context, { entry, item, place }), place });
  }
  const entries = chosen.map(({ entry }) => entry);
  const placeOf = (index: number): string => chosen[index]?.place ?? '';
  const drafts = await checkPublishable(context, { actor, entries, placeOf });
  const published = drafts.flatMap((draft, index): DraftToPublish[] => {
    const entry = entries[index];
    if (entry === undefined) return [];
    requireServablePath(context, { ...entry, path: draft.path });
    return isPublic(entry, draft) ? [] : [{ entry, draft }];
  });
  await requireFree(context, { actor, published, withdrawn });
  const publishedAt = (at ?? context.now()).toISOString();
  const versions = new Map(entries.map(({ draftVersionId, id }) => [id, draftVersionId]));
  const planned = items.map(({ action, entryId: id }): PlannedEntry => {
    return { action, id, versionId: versions.get(id) ?? null };
  });
  const changes =
    resolve.length === 0
      ? await changesOfBundle(context, { withdrawn, drafts: published, publishedAt })
      : await foreseeBundle(context, {
          actor,
          correlationId: null,
          items: planned.map(bundleItem),
          links: { resolve },
          decided: { at: publishedAt, ...NOT_YET },
        });
  return { changes: [...changes], entries: planned, published };
}

function bundleItem({ action, id: entryId, versionId }: PlannedEntry): BundleItem {
  return action === 'publish' && versionId !== null
    ? { action, entryId, expectedVersionId: versionId }
    : { action: 'withdraw', entryId };
}

function requirePublished(entry: StoredEntry): StoredEntry {
  if (entry.publishedVersionId !== null) return entry;
  throw new AppError('not-published', `"${entry.title}" is not public, so there is nothing to withdraw.`, {
    extra: { entryId: entry.id },
  });
}

type Chosen = { entry: StoredEntry; item: ForeseenItem | undefined; place: string };

/** The entry with another version in place of its draft. */
async function atVersion(
  { database }: AuthoringContext,
  { entry, item, place }: Chosen,
): Promise<StoredEntry> {
  const named =
    item?.versionId ?? (await versionOfNumber(database, { entry, number: item?.version ?? null }));
  if (named === entry.draftVersionId) return entry;
  const version = named === null ? null : await readVersion(database.db, { id: named });
  if (version?.entryId !== entry.id) {
    const field = item?.versionId === undefined ? 'version' : 'versionId';
    throw new AppError('invalid-input', `"${entry.title}" has no version ${item?.[field]}.`, {
      issues: [
        {
          path: [place, field].filter((part) => part !== '').join('.'),
          message: `The newest one is ${entry.draft.number}.`,
        },
      ],
    });
  }
  const { content, createdAt, createdBy, id, number, slug } = version;
  return { ...entry, draftVersionId: id, draft: { id, number, content, slug, createdAt, createdBy } };
}

async function versionOfNumber(
  { db }: AuthoringContext['database'],
  { entry, number }: { entry: StoredEntry; number: number | null },
): Promise<string | null> {
  if (number === null) return entry.draftVersionId;
  const [found] = await listVersions(db, { entryId: entry.id, before: number + 1, limit: 1 });
  return found?.number === number ? found.id : null;
}

type Claims = Pick<Call, 'actor'> & {
  published: readonly DraftToPublish[];
  withdrawn: readonly StoredEntry[];
};

async function requireFree(
  { database, model }: AuthoringContext,
  { actor, published, withdrawn }: Claims,
): Promise<void> {
  const claims = published.map(({ draft: { path }, entry }) => ({ entry, path }));
  const [taken] = await findTakenPaths(database.db, { claims, withdrawn });
  if (taken !== undefined) throw await pathTaken(database.db, { ...taken, actor, model });
}
