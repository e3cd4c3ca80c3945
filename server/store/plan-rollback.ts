import type { Kysely } from 'kysely';
import { composeDifferences, requireRelease } from './diff-releases.ts';
import { slashForms } from './public-paths.ts';
import type { StoredFile, StoredRelease } from './releases.ts';
import type { Tables } from './tables.ts';
import { listTakedowns } from './takedowns.ts';

export type RollbackPlan = {
  to: StoredRelease;
  changes: { file: string; path: string; before: StoredFile | null; now: StoredFile | null }[];
  /** The addresses that stay as they are, since what they were has been taken down or withdrawn. */
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
  const restored = back.filter((change) => !leftOut.includes(change));
  // Pages that stay as they are need the files beside them, which go by names of their own.
  const doPagesStay = leftOut.some(({ before }) => isPage(before));
  const isInTheWay = wayTest(restored.flatMap(({ file, now }) => (now === null ? [] : [file])));
  const changes = restored.filter(
    ({ before, file, now }) => !doPagesStay || now !== null || isPage(before) || isInTheWay(file),
  );
  return { to, changes, leftOut: [...new Set(leftOut.map(({ path }) => path))] };
}

async function barredSince(
  tx: Kysely<Tables>,
  { seq }: StoredRelease,
): Promise<(file: { path: string; hash: string }) => boolean> {
  const takedowns = (await listTakedowns(tx)).filter((takedown) => takedown.seq > seq);
  const hashes = new Set(takedowns.flatMap((takedown) => takedown.hashes));
  const paths = new Set([
    ...takedowns.flatMap((takedown) => takedown.paths),
    ...(await listWithdrawnPaths(tx, { afterSeq: seq, releaseSeq: seq })).atRelease,
  ]);
  return ({ hash, path }) => hashes.has(hash) || slashForms(path).some((form) => paths.has(form));
}

function isPage(file: StoredFile | null): boolean {
  return file !== null && /^text\/html\b/.test(file.contentType);
}

/** Whether a file cannot be there beside these: a name is a file or a folder. */
function wayTest(files: readonly string[]): (file: string) => boolean {
  const names = new Set(files);
  const folders = new Set(files.flatMap(foldersOf));
  return (file) => folders.has(file) || foldersOf(file).some((folder) => names.has(folder));
}

function foldersOf(file: string): string[] {
  const names = file.split('/');
  return names.slice(1).map((_, depth) => names.slice(0, depth + 1).join('/'));
}

export type WithdrawnPaths = {
  /** Where the release shows them. */
  atRelease: string[];
  /** Where they were later, as far as nothing else is public there now. */
  since: string[];
};

/** The paths of entries that were withdrawn after a publication and are not public again, from a release on. */
export async function listWithdrawnPaths(
  tx: Kysely<Tables>,
  { afterSeq, releaseSeq }: { afterSeq: number; releaseSeq: number },
): Promise<WithdrawnPaths> {
  const rows = await tx
    .selectFrom('publication_item as item')
    .innerJoin('entry', 'entry.id', 'item.entry_id')
    .leftJoin('public_path', 'public_path.path', 'item.previous_path')
    .select(['item.entry_id as entryId', 'item.previous_path as path', 'public_path.entry_id as holderId'])
    .where('item.seq', '>', releaseSeq)
    .where('entry.published_version_id', 'is', null)
    .where('entry.id', 'in', (query) =>
      query
        .selectFrom('publication_item')
        .select('entry_id')
        .where('kind', '=', 'withdraw')
        .where('seq', '>', afterSeq)
        .where('entry_id', 'is not', null),
    )
    .orderBy('item.seq')
    .execute();
  const seen = new Set<string | null>();
  const found: WithdrawnPaths = { atRelease: [], since: [] };
  for (const { entryId, holderId, path } of rows) {
    // What an entry left first is where it was.
    const isFirst = !seen.has(entryId);
    seen.add(entryId);
    if (path === null) continue;
    if (isFirst) found.atRelease.push(path);
    else if (holderId === null) found.since.push(path);
  }
  return found;
}
