import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { entryPath, entrySlug } from '../../model/entry-address.ts';
import { collectMediaIds } from '../../model/media-ids.ts';
import type { PublicationChange } from '../../model/publication.ts';
import { normalizePath } from '../../model/public-path.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { listDraftsOf } from '../store/drafts-of.ts';
import type { StoredEntry } from '../store/entries.ts';
import { readPublishedMedia } from '../store/published-media.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { draftContent } from './draft-content.ts';
import { findTakenPaths, pathTaken, type Claim } from './path-taken.ts';
import { requireServablePath } from './reserved-path.ts';
import { findEntry, findEntryAnywhere } from './find-entry.ts';
import { findVersion } from './find-version.ts';
import { canRead, entrySubject, requirePermission } from './permission.ts';
import { publicChanges } from './public-changes.ts';
import { seenVersion } from './steps-taken.ts';

/** `mine`: all drafts that were saved last by whoever looks. */
export type DraftSet = 'mine' | readonly DraftChoice[];

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
    const entries = await readDrafts(tx, { context, actor, drafts });
    return { entries, media: await mediaIn(tx, { context, entries }) };
  });
  return await changesOf(context, { ...shown, actor });
}

/** Another one as soon as one of the drafts is. */
export async function draftsFingerprint(
  context: AuthoringContext,
  { actor, drafts }: { actor: Actor; drafts: DraftSet },
): Promise<string> {
  return await context.database.read(async (tx) => {
    const entries = await readDrafts(tx, { context, actor, drafts });
    return fingerprintOf({ entries, media: await mediaIn(tx, { context, entries }) });
  });
}

type Shown = { entries: readonly StoredEntry[]; media: readonly MediaChange[] };
type MediaChange = Extract<PublicationChange, { kind: 'media' | 'media-removed' }>;

function fingerprintOf({ entries, media }: Shown): string {
  const shown = [
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
  return await changesOf(context, { entries, media, actor });
}

type Reading = { context: AuthoringContext; actor: Actor };

async function readDrafts(
  tx: Kysely<Tables>,
  { actor, context, drafts }: Reading & { drafts: DraftSet },
): Promise<StoredEntry[]> {
  const { model } = context;
  const entries: StoredEntry[] = [];
  if (drafts === 'mine') {
    const ids =
      actor.userId === null ? [] : await listDraftsOf(tx, { userId: actor.userId, limit: OWN_DRAFTS_MAX });
    for (const id of ids) {
      const entry = await findEntryAnywhere(tx, { id, actor: OF_ITS_OWN, model });
      if (canRead({ actor, model }, entry)) entries.push(entry);
    }
    return entries;
  }
  for (const { entryId: id, versionId } of drafts) {
    const entry = await findEntryAnywhere(tx, { id, actor, model });
    entries.push(versionId === null ? entry : await atVersion(tx, { context, entry, versionId }));
  }
  return entries;
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
  { actor, entries, media }: Shown & { actor: Actor },
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
    changes: [...media, ...(await publicChanges(context, { drafts, publishedAt: now().toISOString() }))],
    path: drafts[0]?.draft.path ?? null,
    refusals: await refusalsOf(context, { actor, claims }),
    fingerprint: fingerprintOf({ entries, media }),
  };
}

type Claims = { actor: Actor; claims: readonly Claim[] };

/** What publishing would say, of each page by itself: the others can be looked at all the same. */
async function refusalsOf(
  context: AuthoringContext,
  { actor, claims }: Claims,
): Promise<Map<string, AppError>> {
  const { database, model } = context;
  const refusals = new Map<string, AppError>();
  const refuse = (path: string, error: AppError) => refusals.set(normalizePath(path) ?? path, error);
  for (const taken of await findTakenPaths(database.db, { claims }))
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
