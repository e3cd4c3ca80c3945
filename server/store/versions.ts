import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
import { compileOnce } from './compile-once.ts';
import { decodeJson } from './json.ts';
import type { Tables } from './tables.ts';

/** An immutable saved state of an entry. */
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
  createdAt: string;
  createdBy: string | null;
};

export type NewVersion = Omit<StoredVersion, 'number' | 'contentHash' | 'name'> & { name?: string | null };

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
  return { ...version, name: version.name ?? null, ...seal(version.content) };
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

/** The newest first. */
export async function listVersions(
  tx: Kysely<Tables>,
  { entryId, limit, before }: { entryId: string; limit: number; before?: number },
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

export type VersionSummary = Pick<
  StoredVersion,
  'id' | 'entryId' | 'number' | 'name' | 'createdAt' | 'createdBy'
>;

const SUMMARY_COLUMNS = [
  'id',
  'entry_id as entryId',
  'number',
  'name',
  'created_at as createdAt',
  'created_by as createdBy',
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
