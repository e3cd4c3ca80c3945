import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { readRelease, releaseFileOf } from './releases.ts';
import type { ReleaseFile, StoredFile, StoredRelease } from './releases.ts';
import type { Tables } from './tables.ts';

/** A file that two states of a target do not have in common. */
export type FileDifference = {
  file: string;
  path: string;
  before: StoredFile | null;
  after: StoredFile | null;
};

/** What leads from one finished release to another of the same target, whichever of them is the older. */
export async function diffReleases(
  tx: Kysely<Tables>,
  { from, to }: { from: number; to: number },
): Promise<FileDifference[]> {
  const first = await requireRelease(tx, { number: Math.min(from, to) });
  await requireRelease(tx, { number: Math.max(from, to), target: first.target });
  const forwards = await composeDifferences(tx, { after: first, upTo: Math.max(from, to) });
  const differences = from <= to ? forwards : forwards.map(backwards);
  return differences.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function backwards({ after, before, file, path }: FileDifference): FileDifference {
  return { file, path, before: after, after: before };
}

export async function requireRelease(
  tx: Kysely<Tables>,
  { number, target }: { number: number; target?: string },
): Promise<StoredRelease> {
  const release = await readRelease(tx, { number });
  if (release !== null && release.finishedAt !== null && release.target === (target ?? release.target))
    return release;
  throw releaseNotFound(number);
}

export function releaseNotFound(number: number): AppError {
  return new AppError(
    'release-not-found',
    `There is no release ${number}, or it was never finished. "stillpress release list" shows what there is.`,
  );
}

/**
 * By the differences that were recorded on the way: what a file was before the first of them is what it was at the release, and what the last one
 * left is what it became.
 */
export async function composeDifferences(
  tx: Kysely<Tables>,
  { after: base, upTo }: { after: StoredRelease; upTo?: number },
): Promise<FileDifference[]> {
  const states = new Map<string, FileDifference>();
  for (const { file, path, before, after } of await readFilesSince(tx, { base, upTo })) {
    const earlier = states.get(file);
    states.set(file, { file, path, before: earlier === undefined ? before : earlier.before, after });
  }
  return [...states.values()].filter(({ before, after }) => !isDeepStrictEqual(before, after));
}

/** Oldest first. */
async function readFilesSince(
  tx: Kysely<Tables>,
  { base, upTo }: { base: StoredRelease; upTo: number | undefined },
): Promise<ReleaseFile[]> {
  const rows = await tx
    .selectFrom('release_file')
    .innerJoin('release', 'release.number', 'release_file.release_number')
    .selectAll('release_file')
    .where('release.target', '=', base.target)
    .where('release.number', '>', base.number)
    .$if(upTo !== undefined, (query) => query.where('release.number', '<=', upTo ?? 0))
    .where('release.finished_at', 'is not', null)
    .orderBy('release.number')
    .execute();
  if (rows.some(({ file }) => file === null)) {
    throw new AppError(
      'rollback-impossible',
      `Release ${base.number} is followed by releases that an older program recorded without what is needed here. Name a later one, or run "stillpress rebuild".`,
    );
  }
  return rows.map(releaseFileOf);
}
