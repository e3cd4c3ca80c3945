import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { slashForms } from './public-paths.ts';
import { readRelease, releaseFileOf } from './releases.ts';
import type { ReleaseFile, StoredFile, StoredRelease } from './releases.ts';
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
  const to = await readRelease(tx, { number: toNumber });
  if (to === null || to.target !== target || to.finishedAt === null) throw releaseNotFound(toNumber);
  const files = composeDifferences(await readFilesSince(tx, to));
  const isBarred = await barredSince(tx, to);
  const back = files.filter(({ now, before }) => !isDeepStrictEqual(now, before));
  const leftOut = back.filter(({ now, path }) => now !== null && isBarred({ path, hash: now.hash }));
  // Pages that stay as they are need the files beside them, which go by names of their own.
  const changes = back
    .filter((change) => !leftOut.includes(change))
    .filter(({ before, now }) => leftOut.length === 0 || now !== null || isPage(before));
  return { to, changes, leftOut: leftOut.map(({ file }) => file) };
}

export function releaseNotFound(number: number): AppError {
  return new AppError(
    'release-not-found',
    `There is no release ${number}, or it was never finished. "stillpress release list" shows what there is.`,
  );
}

/** Oldest first. */
async function readFilesSince(tx: Kysely<Tables>, to: StoredRelease): Promise<ReleaseFile[]> {
  const rows = await tx
    .selectFrom('release_file')
    .innerJoin('release', 'release.number', 'release_file.release_number')
    .selectAll('release_file')
    .where('release.target', '=', to.target)
    .where('release.number', '>', to.number)
    .where('release.finished_at', 'is not', null)
    .orderBy('release.number')
    .execute();
  if (rows.some(({ file }) => file === null)) {
    throw new AppError(
      'rollback-impossible',
      `Release ${to.number} is followed by releases that an older program recorded without what a rollback needs. Roll back to a later release, or run "stillpress rebuild".`,
    );
  }
  return rows.map(releaseFileOf);
}

type FileStates = RollbackPlan['changes'][number];

/** What a file was before the first of the differences is what it was at the release; what the last one left is what it is. */
function composeDifferences(files: readonly ReleaseFile[]): FileStates[] {
  const states = new Map<string, FileStates>();
  for (const { file, path, before, after } of files) {
    const earlier = states.get(file);
    states.set(file, { file, path, before: after, now: earlier === undefined ? before : earlier.now });
  }
  return [...states.values()];
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
