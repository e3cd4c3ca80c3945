import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Tables } from './tables.ts';
import type { VersionRow } from './versions.ts';

/** What a save needs to take the place of the version before it. */
export type Fold = {
  fromVersionId: string;
  /** A version that was saved before this belongs to an earlier sitting. */
  sittingSince: string;
  /** A version that was begun before this has grown enough: long sittings leave several. */
  begunSince: string;
};

/**
 * 1. The version is its entry's draft, and the save comes from the same editor: an edit of somebody else makes a version of its own.
 * 2. The sitting goes on: its last save was not long ago, and the version was not begun long ago.
 * 3. Little is gone: what was wiped by mistake is found in the version before.
 * 4. Nothing keeps the version. Whoever publishes, names or restores says so in `kept_at`, which PostgreSQL looks at again after it has waited for them;
 *    the log and the schedules are asked too, since a process of an older release says nothing.
 */
export const MAY_FOLD = sql`version.kept_at is null and version.erased_at is null
  and not exists (select 1 from publication_item where publication_item.version_id = version.id)
  and not exists (select 1 from schedule where schedule.version_id = version.id)`;

/** As characters of JSON. What is less than both is no loss that anybody would look for. */
const LITTLE = { characters: 200, quarters: 1 };

/** Whether the new content has most of what the old one has, both in the form in which this dialect writes JSON. */
export function keepsMost(before: RawBuilder<string>, after: RawBuilder<string>): RawBuilder<boolean> {
  const { characters, quarters } = LITTLE;
  return sql<boolean>`(
    length(${before}) - length(${after}) < ${sql.lit(characters)}
    or length(${after}) * 4 >= length(${before}) * ${sql.lit(4 - quarters)}
  )`;
}

/** Puts the save in the place of the draft before it, if it may; the entry points at the save already. Returns the number that both have. */
export async function foldVersion(tx: Kysely<Tables>, row: VersionRow & Fold): Promise<number | null> {
  const [folded] = (await updateRow(tx, row)).rows;
  return folded?.number ?? null;
}

const updateRow = compileOnce((db, row: VersionRow & Fold) =>
  db
    .updateTable('version')
    .set(({ fn }) => ({
      id: row.id,
      content: row.content,
      content_hash: row.contentHash,
      slug: row.slug,
      model_fingerprint: row.modelFingerprint,
      begun_at: fn.coalesce('begun_at', 'created_at'),
      created_at: row.createdAt,
    }))
    .where('id', '=', row.fromVersionId)
    .where('created_by', '=', row.createdBy)
    .where('created_at', '>=', row.sittingSince)
    .where(sql<boolean>`coalesce(begun_at, created_at) >= ${row.begunSince}`)
    .where(keepsMost(sql.ref('content'), sql`${row.content}`))
    .where(sql<boolean>`${MAY_FOLD}`)
    .returning('number'),
);
