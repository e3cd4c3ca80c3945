import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
import { compileOnce } from './compile-once.ts';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/**
 * An immutable saved state of an entry. While its editor goes on and nothing keeps it, the next save takes its place under its number, with
 * another id: what an id names never changes, but it may be gone.
 */
export type StoredVersion = {
  id: string;
  entryId: string;
  /** 1, 2, 3 … within the entry. */
  number: number;
  content: Record<string, unknown>;
  /** SHA-256 of the canonical JSON of the content. */
  contentHash: string;
  slug: string | null;
  modelFingerprint: string;
  name: string | null;
  /** The last of the saves that it holds. */
  createdAt: string;
  createdBy: string | null;
  /** The first of them; null where there is only one. */
  begunAt: string | null;
  /** Since when it is kept for good; null while the next save of its editor may take its place. */
  keptAt: string | null;
  /** The number of the version whose content it brought back. */
  restoredFrom: number | null;
};

type Optional = 'name' | 'begunAt' | 'keptAt' | 'restoredFrom';

export type NewVersion = Omit<StoredVersion, 'number' | 'contentHash' | Optional> &
  Partial<Pick<StoredVersion, Optional>>;

/** Gives the version the next number of its entry, which is new or locked, and returns that number. */
export async function insertVersion(tx: Kysely<Tables>, version: NewVersion): Promise<number> {
  const { rows } = await insertRow(tx, versionRow(version));
  const [inserted] = rows;
  assert(inserted !== undefined, 'an insert returns its row');
  return inserted.number;
}

/** A version as a statement takes it; the statement numbers it. */
export type VersionRow = Omit<StoredVersion, 'number' | 'content'> & { content: string };

export function versionRow(version: NewVersion): VersionRow {
  const { begunAt = null, keptAt = null, name = null, restoredFrom = null } = version;
  return { ...version, name, begunAt, keptAt, restoredFrom, ...seal(version.content) };
}

const insertRow = compileOnce((db, version: VersionRow) =>
  db
    .insertInto('version')
    .values({
      id: version.id,
      entry_id: version.entryId,
      // The last one by the index: max() inside an expression makes SQLite read every version of the entry.
      number: sql`coalesce((select number from version where entry_id = ${version.entryId} order by number desc limit 1), 0) + 1`,
      content: version.content,
      content_hash: version.contentHash,
      slug: version.slug,
      model_fingerprint: version.modelFingerprint,
      name: version.name,
      created_at: version.createdAt,
      created_by: version.createdBy,
      begun_at: version.begunAt,
      kept_at: version.keptAt,
      restored_from: version.restoredFrom,
    })
    .returning('number'),
);

export async function readVersion(tx: Kysely<Tables>, { id }: { id: string }): Promise<StoredVersion | null> {
  const row = await tx
    .selectFrom('version')
    .select([
      ...SUMMARY_COLUMNS,
      'content',
      'content_hash as contentHash',
      'slug',
      'model_fingerprint as modelFingerprint',
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, content: decodeJson(row.content) };
}

/** Keeps the version for good. True if it is there: a save may have taken its place. */
export async function keepVersion(
  tx: Kysely<Tables>,
  { id, keptAt }: { id: string; keptAt: string },
): Promise<boolean> {
  const { numAffectedRows } = await setKept(tx, { id, keptAt });
  return numAffectedRows === 1n;
}

const setKept = compileOnce((db, { id, keptAt }: { id: string; keptAt: string }) =>
  db
    .updateTable('version')
    .set((expression) => ({ kept_at: expression.fn.coalesce('kept_at', expression.val(keptAt)) }))
    .where('id', '=', id),
);

export async function renameVersion(
  tx: Kysely<Tables>,
  { id, name }: { id: string; name: string | null },
): Promise<void> {
  await tx.updateTable('version').set({ name }).where('id', '=', id).execute();
}

/** The newest first. */
export async function listVersions(
  tx: Kysely<Tables>,
  { entryId, limit, before }: { entryId: string; limit: number; before?: number | undefined },
): Promise<VersionSummary[]> {
  return await tx
    .selectFrom('version')
    .select(SUMMARY_COLUMNS)
    .where('entry_id', '=', entryId)
    .$if(before !== undefined, (query) => query.where('number', '<', before ?? 0))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** Those of the versions that have been published, now or once. */
export async function findPublishedVersions(
  tx: Kysely<Tables>,
  { ids }: { ids: readonly string[] },
): Promise<Set<string | null>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('publication_item')
    .select('version_id')
    .distinct()
    .where('version_id', 'in', ids)
    .execute();
  return new Set(rows.map((row) => row.version_id));
}

export type VersionSummary = Omit<StoredVersion, 'content' | 'contentHash' | 'slug' | 'modelFingerprint'>;

const SUMMARY_COLUMNS = [
  'id',
  'entry_id as entryId',
  'number',
  'name',
  'created_at as createdAt',
  'created_by as createdBy',
  'begun_at as begunAt',
  'kept_at as keptAt',
  'restored_from as restoredFrom',
] as const;

/** What is left of the content of a version that was taken down. */
export const ERASED_CONTENT = {};

export function hashContent(content: Content): string {
  return seal(content).contentHash;
}

type Content = Readonly<Record<string, unknown>>;
type Seal = { content: string; contentHash: string };

/** Content that has been validated does not change any more, and a save asks for its hash before it stores it. */
const seals = new WeakMap<Content, Seal>();

function seal(content: Content): Seal {
  const known = seals.get(content);
  if (known !== undefined) return known;
  const text = canonicalJson(content);
  const made = { content: text, contentHash: createHash('sha256').update(text).digest('hex') };
  seals.set(content, made);
  return made;
}
