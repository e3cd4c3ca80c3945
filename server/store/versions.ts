import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
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
  const content = canonicalJson(version.content);
  const { number } = await tx
    .insertInto('version')
    .values({
      id: version.id,
      entry_id: version.entryId,
      number: sql`(select coalesce(max(number), 0) + 1 from version where entry_id = ${version.entryId})`,
      content,
      content_hash: hashText(content),
      slug: version.slug,
      model_fingerprint: version.modelFingerprint,
      name: version.name ?? null,
      created_at: version.createdAt,
      created_by: version.createdBy,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

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

export function hashContent(content: Readonly<Record<string, unknown>>): string {
  return hashText(canonicalJson(content));
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
