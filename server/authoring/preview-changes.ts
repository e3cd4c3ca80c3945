import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { entryPath, entrySlug } from '../../model/entry-address.ts';
import { collectMediaIds } from '../../model/media-ids.ts';
import type { PublicationChange } from '../../model/publication.ts';
import { normalizePath } from '../../model/public-path.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { listDraftsOf } from '../store/drafts-of.ts';
import { readEntries, type StoredEntry } from '../store/entries.ts';
import { readPublishedMedia } from '../store/published-media.ts';
import { readSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { draftContent } from './draft-content.ts';
import { findTakenPaths, pathTaken, type Claim } from './path-taken.ts';
import { requireServablePath } from './reserved-path.ts';
import { findBundle } from './find-bundle.ts';
import { findEntry, findEntryAnywhere } from './find-entry.ts';
import { findVersion } from './find-version.ts';
import { canRead, entrySubject, requirePermission } from './permission.ts';
import { changesOfBundle } from './public-changes.ts';
import { seenVersion } from './steps-taken.ts';

/** `mine`: all drafts that were saved last by whoever looks. Of a bundle, everything in it as it is when somebody looks or as it was scheduled, with what it withdraws. */
export type DraftSet = 'mine' | { bundleId: string } | readonly DraftChoice[];

/** The version of an entry; null: its draft, whatever it is when somebody looks. */
export type DraftChoice = { entryId: string; versionId: string | null };

export type PreviewedDrafts = {
  changes: PublicationChange[];
  /** Where the first of them would be public; null where it has no page. */
  path: string | null;
  /** Why the page at a path cannot be what publishing would make of it, by path: another entry is there, or the site itself. */
  refusals: ReadonlyMap<string, AppError>;
  /** Another one as soon as one of the drafts is. */
  fingerprint: string;
};

/** More of them at once nobody works on; the newest are shown. */
const OWN_DRAFTS_MAX = 100;

/** What would be public with these drafts, whether or not they are complete. */
export async function previewChanges(
  context: AuthoringContext,
  { actor, drafts }: { actor: Actor; drafts: DraftSet },
): Promise<PreviewedDrafts> {
  const shown = await context.database.read(async (tx) => {
    return await readShown(tx, { context, actor, drafts });
  });
  return await changesOf(context, { ...shown, actor });
}

/** Another one as soon as one of the drafts is. */
export async function draftsFingerprint(
  context: AuthoringContext,
  { actor, drafts }: { actor: Actor; drafts: DraftSet },
): Promise<string> {
  return await context.database.read(async (tx) => {
    return fingerprintOf(await readShown(tx, { context, actor, drafts }));
  });
}

type Shown = Chosen & { media: readonly MediaChange[] };
type Chosen = { entries: readonly StoredEntry[]; withdrawn: readonly StoredEntry[] };
type MediaChange = Extract<PublicationChange, { kind: 'media' | 'media-removed' }>;

function fingerprintOf({ entries, media, withdrawn }: Shown): string {
  const shown = [
    ...withdrawn.map(({ id }) => `${id} goes`),
    ...entries.map(({ draftVersionId, id }) => `${id}@${draftVersionId}`),
    ...media.map((change) => JSON.stringify(change)),
  ];
  return createHash('sha256').update(shown.join()).digest('base64url').slice(0, 16);
}

/**
 * What is known of the files in the drafts. It is public already, and the pages may not have heard of it yet: somebody uploads a picture, or deletes one, and looks
 * at the draft at once.
 */
async function mediaIn(
  tx: Kysely<Tables>,
  { context: { model }, entries }: { context: AuthoringContext; entries: readonly StoredEntry[] },
): Promise<MediaChange[]> {
  const ids = new Set(
    entries.flatMap(({ collection, draft }) => [
      ...collectMediaIds(model.collections[collection]?.fields ?? {}, draft.content),
    ]),
  );
  const found = await readPublishedMedia(tx, { ids: [...ids] });
  return [...ids].map((mediaId) => {
    const media = found.get(mediaId);
    return media === undefined ? { kind: 'media-removed', mediaId } : { kind: 'media', media };
  });
}

type UnsavedDraft = { actor: Actor; entryId: string; content: Readonly<Record<string, unknown>> };

/** The same for content that nobody has saved. Valid as a draft has to be. */
export async function unsavedChanges(
  context: AuthoringContext,
  { actor, content: sent, entryId }: UnsavedDraft,
): Promise<PreviewedDrafts> {
  const { database, model } = context;
  const entry = await findEntry(database.db, { id: entryId, actor, model });
  requirePermission(actor, 'entry.save', entrySubject(model, entry));
  const { collection } = entry;
  const content = await draftContent(model, { collection, content: sent, sentBy: actor.userId });
  const entries = [{ ...entry, publishedVersionId: null, draft: { ...entry.draft, content } }];
  const media = await mediaIn(database.db, { context, entries });
  return await changesOf(context, { entries, withdrawn: [], media, actor });
}

type Reading = { context: AuthoringContext; actor: Actor; drafts: DraftSet };

async function readShown(tx: Kysely<Tables>, reading: Reading): Promise<Shown> {
  const chosen = await readChosen(tx, reading);
  return { ...chosen, media: await mediaIn(tx, { context: reading.context, entries: chosen.entries }) };
}

async function readChosen(tx: Kysely<Tables>, { actor, context, drafts }: Reading): Promise<Chosen> {
  if (drafts === 'mine') return { entries: await readOwnDrafts(tx, { context, actor }), withdrawn: [] };
  if ('bundleId' in drafts) return await readBundle(tx, { context, actor, id: drafts.bundleId });
  const entries: StoredEntry[] = [];
  for (const { entryId: id, versionId } of drafts) {
    const entry = await findEntryAnywhere(tx, { id, actor, model: context.model });
    entries.push(versionId === null ? entry : await atVersion(tx, { context, entry, versionId }));
  }
  return { entries, withdrawn: [] };
}

async function readOwnDrafts(
  tx: Kysely<Tables>,
  { actor, context: { model } }: Omit<Reading, 'drafts'>,
): Promise<StoredEntry[]> {
  const { userId } = actor;
  const ids = userId === null ? [] : await listDraftsOf(tx, { userId, limit: OWN_DRAFTS_MAX });
  const entries: StoredEntry[] = [];
  for (const id of ids) {
    const entry = await findEntryAnywhere(tx, { id, actor: OF_ITS_OWN, model });
    if (canRead({ actor, model }, entry)) entries.push(entry);
  }
  return entries;
}

/**
 * Who may see it may read all of its entries. What is not public any more need not be withdrawn. Of one that is scheduled, what will be published then: whatever
 * was saved since is not in it.
 */
async function readBundle(
  tx: Kysely<Tables>,
  { actor, context, id }: Omit<Reading, 'drafts'> & { id: string },
): Promise<Chosen> {
  const { items, schedule, state } = await findBundle(tx, { actor, model: context.model, id });
  const found = new Map(
    (await readEntries(tx, { ids: items.map(({ entryId }) => entryId) })).map((entry) => [entry.id, entry]),
  );
  const withAction = (wanted: 'publish' | 'withdraw'): StoredEntry[] =>
    items.flatMap(({ action, entryId }) => (action === wanted ? (found.get(entryId) ?? []) : []));
  const withdrawn = withAction('withdraw').filter(({ publishedVersionId }) => publishedVersionId !== null);
  const entries = withAction('publish');
  if (schedule === null || state !== 'scheduled') return { entries, withdrawn };
  const decided = (await readSchedule(tx, { id: schedule.id }))?.entries ?? [];
  const versions = new Map(decided.map(({ entryId, versionId }) => [entryId, versionId]));
  const pinned: StoredEntry[] = [];
  for (const entry of entries) {
    const versionId = versions.get(entry.id) ?? entry.draftVersionId;
    pinned.push(
      versionId === entry.draftVersionId ? entry : await atVersion(tx, { context, entry, versionId }),
    );
  }
  return { entries: pinned, withdrawn };
}

/** Who may read what is decided by the caller. */
const OF_ITS_OWN: Actor = { userId: null, role: 'system' };

/** The entry with another version in place of its draft. */
async function atVersion(
  tx: Kysely<Tables>,
  { context, entry, versionId }: { context: AuthoringContext; entry: StoredEntry; versionId: string },
): Promise<StoredEntry> {
  const found = await findVersion(tx, { entryId: entry.id, versionId });
  const { content, createdAt, createdBy, id, number, slug } = await seenVersion(tx, {
    context,
    entry,
    version: found,
  });
  return { ...entry, draftVersionId: id, draft: { id, number, content, slug, createdAt, createdBy } };
}

async function changesOf(
  context: AuthoringContext,
  { actor, entries, media, withdrawn }: Shown & { actor: Actor },
): Promise<PreviewedDrafts> {
  const { model, now } = context;
  const drafts = entries.map((found) => {
    const { collection, draft, locale } = found;
    const { content } = draft;
    const entry = { ...found, draft: { ...draft, slug: entrySlug(model, { collection, content }) } };
    const path = entryPath(model, { collection, locale, content });
    return { entry, draft: { entryId: entry.id, versionId: draft.id, path } };
  });
  const claims = drafts.map(({ draft: { path }, entry }) => ({ entry, path }));
  return {
    changes: [
      ...media,
      ...(await changesOfBundle(context, { withdrawn, drafts, publishedAt: now().toISOString() })),
    ],
    path: drafts[0]?.draft.path ?? null,
    refusals: await refusalsOf(context, { actor, claims, withdrawn }),
    fingerprint: fingerprintOf({ entries, withdrawn, media }),
  };
}

type Claims = { actor: Actor; claims: readonly Claim[]; withdrawn: readonly StoredEntry[] };

/** What publishing would say, of each page by itself: the others can be looked at all the same. */
async function refusalsOf(
  context: AuthoringContext,
  { actor, claims, withdrawn }: Claims,
): Promise<Map<string, AppError>> {
  const { database, model } = context;
  const refusals = new Map<string, AppError>();
  const refuse = (path: string, error: AppError) => refusals.set(normalizePath(path) ?? path, error);
  for (const taken of await findTakenPaths(database.db, { claims, withdrawn }))
    refuse(taken.path, await pathTaken(database.db, { ...taken, actor, model }));
  for (const { entry, path } of claims) {
    try {
      requireServablePath(context, { ...entry, path });
    } catch (error) {
      if (!(error instanceof AppError) || path === null) throw error;
      refuse(path, error);
    }
  }
  return refusals;
}
