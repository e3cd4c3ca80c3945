import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { PublishedMedia, PublishedRedirect } from '../../model/publication.ts';
import { compileOnce } from './compile-once.ts';
import { decodeJson, encodeJson } from './json.ts';
import { mediaOf } from './published-media.ts';
import type { PublicationItemTable, Tables } from './tables.ts';

/** What a publication changes, and what was public before: with both, it can be taken back. */
export type NewPublicationItem =
  | {
      kind: 'publish';
      entryId: string;
      versionId: string;
      path: string | null;
      previousVersionId: string | null;
      previousPath: string | null;
    }
  | { kind: 'withdraw'; entryId: string; previousVersionId: string | null; previousPath: string | null }
  | { kind: 'media'; media: PublishedMedia; previous: PublishedMedia | null }
  | { kind: 'media-removed'; mediaId: string; previous: PublishedMedia }
  | { kind: 'redirect'; redirect: PublishedRedirect; previous: PublishedRedirect | null }
  | { kind: 'redirect-removed'; path: string; previous: PublishedRedirect };

export type EntryItem = Extract<NewPublicationItem, { entryId: string }>;
type FactItem = Exclude<NewPublicationItem, EntryItem>;

export function isEntryItem(item: NewPublicationItem): item is EntryItem {
  return item.kind === 'publish' || item.kind === 'withdraw';
}

/** These members, by these names, are what was hashed: publications of entries are older than the others. */
export type ChainItem = ChainedEntry | ChainedFacts;

type ChainedEntry = {
  kind: PublicationItemTable['kind'];
  entryId: string;
  versionId: string | null;
  /** Null for a withdrawal. */
  contentHash: string | null;
  previousVersionId: string | null;
  path: string | null;
  previousPath: string | null;
};

type ChainedFacts = {
  kind: PublicationItemTable['kind'];
  mediaId: string | null;
  path: string | null;
  factsHash: string | null;
  previousFactsHash: string | null;
};

/** A row of `publication_item`, but for where it stands. */
export type ItemRow = Omit<PublicationItemTable, 'seq' | 'position'>;

/** The items as the table keeps them and as the hash of their publication covers them. */
export async function completeItems(
  tx: Kysely<Tables>,
  items: readonly NewPublicationItem[],
): Promise<{ row: ItemRow; link: ChainItem }[]> {
  const hashes = await readContentHashes(tx, items);
  return items.map((item) => {
    const row = rowOf(item);
    const contentHash = row.version_id === null ? null : hashes.get(row.version_id);
    assert(contentHash !== undefined, `there is no version ${row.version_id} to publish`);
    return { row, link: chainItemOf(row, contentHash) };
  });
}

async function readContentHashes(
  tx: Kysely<Tables>,
  items: readonly NewPublicationItem[],
): Promise<Map<string, string>> {
  const ids = items.flatMap((item) => (item.kind === 'publish' ? [item.versionId] : []));
  if (ids.length === 0) return new Map();
  const { rows } = await selectContentHashes(tx, { ids });
  return new Map(rows.map((version) => [version.id, version.content_hash]));
}

const selectContentHashes = compileOnce((db, { ids }: { ids: readonly string[] }) =>
  db.selectFrom('version').select(['id', 'content_hash']).where('id', 'in', ids),
);

function rowOf(item: NewPublicationItem): ItemRow {
  if (!isEntryItem(item)) return factRowOf(item);
  const { kind, entryId, previousVersionId, previousPath } = item;
  const published = item.kind === 'publish' ? { versionId: item.versionId, path: item.path } : null;
  return {
    kind,
    entry_id: entryId,
    version_id: published?.versionId ?? null,
    path: published?.path ?? null,
    previous_version_id: previousVersionId,
    previous_path: previousPath,
    media_id: null,
    payload: null,
    previous_payload: null,
  };
}

function factRowOf(item: FactItem): ItemRow {
  return {
    kind: item.kind,
    entry_id: null,
    version_id: null,
    path: 'redirect' in item ? item.redirect.path : 'path' in item ? item.path : null,
    previous_version_id: null,
    previous_path: null,
    media_id: 'media' in item ? item.media.id : 'mediaId' in item ? item.mediaId : null,
    payload: 'media' in item ? encodeJson(item.media) : 'redirect' in item ? encodeJson(item.redirect) : null,
    previous_payload: item.previous === null ? null : encodeJson(item.previous),
  };
}

/** From a row, whose columns the table checks. */
export function itemOf(row: ItemRow): NewPublicationItem {
  const { kind, path, entry_id: entryId, version_id: versionId, media_id: mediaId } = row;
  const entry = { previousVersionId: row.previous_version_id, previousPath: row.previous_path };
  if (kind === 'publish' && entryId !== null && versionId !== null)
    return { kind, entryId, versionId, path, ...entry };
  if (kind === 'withdraw' && entryId !== null) return { kind, entryId, ...entry };
  const facts = decodePayload(row.payload);
  const before = decodePayload(row.previous_payload);
  if (kind === 'media' && facts !== null)
    return { kind, media: mediaOf(facts), previous: before && mediaOf(before) };
  if (kind === 'media-removed' && mediaId !== null && before !== null)
    return { kind, mediaId, previous: mediaOf(before) };
  if (kind === 'redirect' && facts !== null)
    return { kind, redirect: redirectOf(facts), previous: before && redirectOf(before) };
  assert(kind === 'redirect-removed' && path !== null && before !== null, 'a publication item is whole');
  return { kind, path, previous: redirectOf(before) };
}

function decodePayload(text: string | null): Record<string, unknown> | null {
  return text === null ? null : decodeJson(text);
}

/** What was written as a redirect is read as one. */
export function redirectOf(facts: Record<string, unknown>): PublishedRedirect {
  return facts as PublishedRedirect;
}

/** `contentHash` is that of the version's content; other items carry their content themselves. */
export function chainItemOf(row: ItemRow, contentHash: string | null): ChainItem {
  if (row.entry_id !== null) {
    return {
      kind: row.kind,
      entryId: row.entry_id,
      versionId: row.version_id,
      contentHash,
      previousVersionId: row.previous_version_id,
      path: row.path,
      previousPath: row.previous_path,
    };
  }
  return {
    kind: row.kind,
    mediaId: row.media_id,
    path: row.path,
    factsHash: hashOf(row.payload),
    previousFactsHash: hashOf(row.previous_payload),
  };
}

/** Over the canonical form: what a database gives back may have its keys in another order. */
function hashOf(payload: string | null): string | null {
  if (payload === null) return null;
  return createHash('sha256')
    .update(canonicalJson(decodeJson(payload)))
    .digest('hex');
}
