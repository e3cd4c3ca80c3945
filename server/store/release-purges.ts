import type { Kysely } from 'kysely';
import { readCdn } from './cdn-purges.ts';
import type { StoredRelease } from './releases.ts';
import type { Tables } from './tables.ts';

export type ReleasePurge =
  | { state: 'waiting'; urls: null; at: null; error: string | null }
  | { state: 'done'; urls: number; at: string; error: null };

export type PurgedRelease = StoredRelease & {
  /** What the cache in front of the site has been told; null where there was none. */
  purge: ReleasePurge | null;
};

export async function withPurges(
  tx: Kysely<Tables>,
  releases: readonly StoredRelease[],
): Promise<PurgedRelease[]> {
  if (releases.length === 0) return [];
  const numbers = releases.map(({ number }) => number);
  const rows = await tx
    .selectFrom('release_purge')
    .select(['release_number as number', 'urls', 'purged_at as at'])
    .where('release_number', 'in', numbers)
    .execute();
  const done = new Map(
    rows.map(({ at, number, urls }) => [number, { state: 'done' as const, urls, at, error: null }]),
  );
  const cdn = await readCdn(tx);
  const isAwaited = ({ finishedAt, number }: StoredRelease): boolean =>
    finishedAt !== null && number > (cdn?.purgedUpTo ?? Infinity);
  const waiting = { state: 'waiting' as const, urls: null, at: null, error: cdn?.error ?? null };
  return releases.map((release) => ({
    ...release,
    purge: done.get(release.number) ?? (isAwaited(release) ? waiting : null),
  }));
}
