import type { Kysely } from 'kysely';
import { composeDifferences, requireRelease } from './diff-releases.ts';
import { slashForms } from './public-paths.ts';
import type { StoredFile, StoredRelease } from './releases.ts';
import type { Tables } from './tables.ts';
import { listTakedowns } from './takedowns.ts';

export type RollbackPlan = {
  to: StoredRelease;
  changes: { file: string; path: string; before: StoredFile | null; now: StoredFile | null }[];
  /** The files that stay as they are, since what they were has been taken down or withdrawn. */
  leftOut: string[];
};

/**
 * What leads from the newest release of the target back to release N, by the differences that were recorded on the way. What was taken
 * down since, and the pages of entries that were withdrawn since, do not come back.
 */
export async function planRollback(
  tx: Kysely<Tables>,
  { target, toNumber }: { target: string; toNumber: number },
): Promise<RollbackPlan> {
  const to = await requireRelease(tx, { number: toNumber, target });
  const isBarred = await barredSince(tx, to);
  const back = (await composeDifferences(tx, { after: to })).map(({ file, path, before: now, after }) => ({
    file,
    path,
    before: after,
    now,
  }));
  const leftOut = back.filter(({ now, path }) => now !== null && isBarred({ path, hash: now.hash }));
  // Pages that stay as they are need the files beside them, which go by names of their own.
  const changes = back
    .filter((change) => !leftOut.includes(change))
    .filter(({ before, now }) => leftOut.length === 0 || now !== null || isPage(before));
  return { to, changes, leftOut: leftOut.map(({ file }) => file) };
}

async function barredSince(
  tx: Kysely<Tables>,
  { seq }: StoredRelease,
): Promise<(file: { path: string; hash: string }) => boolean> {
  const takedowns = (await listTakedowns(tx)).filter((takedown) => takedown.seq > seq);
  const hashes = new Set(takedowns.flatMap((takedown) => takedown.hashes));
  const paths = new Set([
    ...takedowns.flatMap((takedown) => takedown.paths),
    ...(await listWithdrawnPaths(tx, { afterSeq: seq })),
  ]);
  return ({ hash, path }) => hashes.has(hash) || slashForms(path).some((form) => paths.has(form));
}

/** Where entries were withdrawn after a publication and nothing is public now. */
export async function listWithdrawnPaths(
  tx: Kysely<Tables>,
  { afterSeq }: { afterSeq: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('publication_item as item')
    .innerJoin('entry', 'entry.id', 'item.entry_id')
    .leftJoin('public_path', 'public_path.path', 'item.previous_path')
    .select('item.previous_path as path')
    .distinct()
    .where('item.kind', '=', 'withdraw')
    .where('item.seq', '>', afterSeq)
    .where('entry.published_version_id', 'is', null)
    .where('public_path.path', 'is', null)
    .execute();
  return rows.flatMap(({ path }) => (path === null ? [] : [path]));
}

function isPage(file: StoredFile | null): boolean {
  return file !== null && /^text\/html\b/.test(file.contentType);
}
