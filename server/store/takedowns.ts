import type { Kysely } from 'kysely';
import { decodeList, encodeList } from './json.ts';
import { slashForms } from './public-paths.ts';
import type { Tables } from './tables.ts';

/** What was taken down for good. Of the entry itself nothing is left but this. */
export type Takedown = {
  id: string;
  entryId: string;
  reason: string;
  /** The publication that made it public first; null if it never was. */
  firstSeq: number | null;
  /** Where the log ended then: whatever was released before may show the entry. */
  seq: number;
  /** Every path at which it was public. */
  paths: string[];
  /** SHA-256 of bytes that must not be public again. */
  hashes: string[];
  takenDownAt: string;
  takenDownBy: string | null;
};

export async function insertTakedown(tx: Kysely<Tables>, takedown: Takedown): Promise<void> {
  await tx
    .insertInto('takedown')
    .values({
      id: takedown.id,
      entry_id: takedown.entryId,
      reason: takedown.reason,
      first_seq: takedown.firstSeq,
      seq: takedown.seq,
      paths: encodeList(takedown.paths),
      hashes: encodeList(takedown.hashes),
      taken_down_at: takedown.takenDownAt,
      taken_down_by: takedown.takenDownBy,
    })
    .execute();
}

/** In the order in which they were made. */
export async function listTakedowns(tx: Kysely<Tables>): Promise<Takedown[]> {
  const rows = await selectTakedowns(tx).orderBy('id').execute();
  return rows.map(takedownOf);
}

async function readTakedown(tx: Kysely<Tables>, { id }: { id: string }): Promise<Takedown | null> {
  const row = await selectTakedowns(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : takedownOf(row);
}

/** Null if the entry has not been taken down. */
export async function readTakedownOf(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<Takedown | null> {
  const row = await selectTakedowns(tx).where('entry_id', '=', entryId).executeTakeFirst();
  return row === undefined ? null : takedownOf(row);
}

function selectTakedowns(tx: Kysely<Tables>) {
  return tx
    .selectFrom('takedown')
    .select([
      'id',
      'entry_id as entryId',
      'reason',
      'first_seq as firstSeq',
      'seq',
      'paths',
      'hashes',
      'taken_down_at as takenDownAt',
      'taken_down_by as takenDownBy',
    ]);
}

type TakedownRow = Awaited<ReturnType<ReturnType<typeof selectTakedowns>['executeTakeFirstOrThrow']>>;

function takedownOf({ hashes, paths, ...takedown }: TakedownRow): Takedown {
  return Object.assign(takedown, { paths: decodeList(paths), hashes: decodeList(hashes) });
}

/** When an entry was public, and where if it had a page: from one publication up to, not including, another. */
export type PublicStay = { path: string | null; fromSeq: number; beforeSeq: number };

/** `beforeSeq` of a stay that lasts is the number after the log's end. */
export async function listPublicStays(
  tx: Kysely<Tables>,
  { entryId, headSeq }: { entryId: string; headSeq: number },
): Promise<PublicStay[]> {
  const items = await tx
    .selectFrom('publication_item')
    .select(['seq', 'kind', 'path'])
    .where('entry_id', '=', entryId)
    .orderBy('seq')
    .execute();
  return items.flatMap(({ kind, path, seq }, index) => {
    const beforeSeq = items[index + 1]?.seq ?? headSeq + 1;
    return kind === 'publish' ? [{ path, fromSeq: seq, beforeSeq }] : [];
  });
}

/** The hashes of all that was released at the path while the entry was there. */
export async function listReleasedHashes(
  tx: Kysely<Tables>,
  { path, fromSeq, beforeSeq }: PublicStay,
): Promise<string[]> {
  if (path === null) return [];
  const rows = await tx
    .selectFrom('release_file')
    .innerJoin('release', 'release.number', 'release_file.release_number')
    .select('release_file.hash')
    .distinct()
    .where('release_file.path', 'in', slashForms(path))
    .where('release.seq', '>=', fromSeq)
    .where('release.seq', '<', beforeSeq)
    .execute();
  return rows.flatMap(({ hash }) => (hash === null ? [] : [hash]));
}

/**
 * Other pages may have shown the entry too: a list, a feed. All that was released in its time, and neither before it nor harmless, may hold
 * something of it, and nobody can tell which: it joins the record. What has turned out to be harmless leaves it. Returns what must not be
 * public again.
 */
export async function widenTakedown(
  tx: Kysely<Tables>,
  { id, target, isHarmless }: { id: string; target: string; isHarmless: (file: ReleasedFile) => boolean },
): Promise<{ paths: string[]; hashes: string[] } | null> {
  const takedown = await readTakedown(tx, { id });
  if (takedown === null) return null;
  const { firstSeq, hashes, paths, seq } = takedown;
  if (firstSeq === null) return { paths, hashes };
  const rows = await tx
    .selectFrom('release_file')
    .innerJoin('release', 'release.number', 'release_file.release_number')
    .select(['release_file.path', 'release_file.hash'])
    .distinct()
    .where('release.target', '=', target)
    .where('release.seq', '>=', firstSeq)
    .where('release.seq', '<', seq)
    .where('release_file.hash', 'is not', null)
    .where('release_file.hash', 'not in', (query) =>
      query
        .selectFrom('release_file')
        .innerJoin('release', 'release.number', 'release_file.release_number')
        .select('release_file.hash')
        .where('release.target', '=', target)
        .where('release.seq', '<', firstSeq)
        .where('release_file.hash', 'is not', null),
    )
    .execute();
  const suspect = new Set(hashes);
  for (const { hash, path } of rows) {
    if (hash === null) continue;
    if (isHarmless({ path, hash })) suspect.delete(hash);
    else suspect.add(hash);
  }
  const all = [...suspect].toSorted();
  await tx
    .updateTable('takedown')
    .set({ hashes: encodeList(all) })
    .where('id', '=', id)
    .execute();
  return { paths, hashes: all };
}

export type ReleasedFile = { path: string; hash: string };

/** Whether releases made from this publication on may show what was taken down later: it was public there or after it. */
export async function wasPublicSince(
  tx: Kysely<Tables>,
  { id, seq }: { id: string; seq: number },
): Promise<boolean> {
  const row = await tx
    .selectFrom('takedown')
    .innerJoin('publication_item', 'publication_item.entry_id', 'takedown.entry_id')
    .select('publication_item.seq')
    .where('takedown.id', '=', id)
    .where('publication_item.kind', '=', 'withdraw')
    .where('publication_item.seq', '>', seq)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
