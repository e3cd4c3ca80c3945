import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { addJob, type JobKind } from './add-job.ts';
import { compileOnce } from './compile-once.ts';
import type { ReleaseFileTable, Tables } from './tables.ts';

/** Of all releases that the cache in front of the site has not been told of. */
export const PURGE_RELEASES = {
  name: 'cdn.purge-releases',
  payload: z.object({}),
  maxAttempts: 12,
  priority: 5,
  timeoutMs: 30 * 60_000,
} satisfies JobKind;

/** Whatever was at these paths is to be nowhere any more, releases of long ago included. */
export const PURGE_PATHS = {
  name: 'cdn.purge-paths',
  payload: z.object({ paths: z.array(z.string()) }),
  maxAttempts: 12,
  priority: 5,
  timeoutMs: 30 * 60_000,
} satisfies JobKind;

const ALL = 'all';

/** Before anything is released: from now on the cache of this name is told. What was released before it was there, it cannot have. */
export async function keepCdn(tx: Kysely<Tables>, { name }: { name: string | null }): Promise<void> {
  const known = await readCdn(tx);
  if ((known?.name ?? null) === name) return;
  if (name === null) return void (await tx.deleteFrom('cdn').execute());
  const newest = await tx
    .selectFrom('release')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('finished_at', 'is not', null)
    .executeTakeFirst();
  await tx
    .insertInto('cdn')
    .values({ singleton: 1, name, purged_up_to: newest?.number ?? 0, failing_since: null, error: null })
    .onConflict((conflict) => conflict.column('singleton').doUpdateSet({ name }))
    .execute();
}

type Asking = { now: string; correlationId: string | null };

/** In the transaction that records a release as finished. */
export async function purgeReleased(tx: Kysely<Tables>, asking: Asking): Promise<void> {
  if (await hasCdn(tx)) await addJob(tx, PURGE_RELEASES, { ...asking, payload: {}, uniqueKey: ALL });
}

/** In the transaction that records something as taken down. */
export async function purgeTakenDown(
  tx: Kysely<Tables>,
  { paths, ...asking }: Asking & { paths: readonly string[] },
): Promise<void> {
  if (paths.length > 0 && (await hasCdn(tx)))
    await addJob(tx, PURGE_PATHS, { ...asking, payload: { paths: [...paths] } });
}

async function hasCdn(tx: Kysely<Tables>): Promise<boolean> {
  return (await selectCdn(tx, {})).rows.length > 0;
}

export type CdnState = {
  name: string;
  purgedUpTo: number;
  failingSince: string | null;
  error: string | null;
};

/** Null where no cache is told. */
export async function readCdn(tx: Kysely<Tables>): Promise<CdnState | null> {
  return (await selectCdn(tx, {})).rows[0] ?? null;
}

const selectCdn = compileOnce((db) =>
  db
    .selectFrom('cdn')
    .select(['name', 'purged_up_to as purgedUpTo', 'failing_since as failingSince', 'error']),
);

export type UnpurgedRelease = { number: number; correlationId: string | null; finishedAt: string | null };

/** The oldest that visitors have, and the cache has not been told of. */
export async function readUnpurged(tx: Kysely<Tables>): Promise<UnpurgedRelease | null> {
  const found = await tx
    .selectFrom('release')
    .innerJoin('cdn', (join) => join.onRef('release.number', '>', 'cdn.purged_up_to'))
    .select(['number', 'correlation_id as correlationId', 'finished_at as finishedAt'])
    .where('finished_at', 'is not', null)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return found ?? null;
}

export type TouchedPath = Pick<ReleaseFileTable, 'path' | 'change'>;

/** In the order of the paths. */
export async function listTouchedPaths(
  tx: Kysely<Tables>,
  { after, limit, number }: { number: number; after: string; limit: number },
): Promise<TouchedPath[]> {
  return await tx
    .selectFrom('release_file')
    .select(['path', 'change'])
    .where('release_number', '=', number)
    .where('path', '>', after)
    .orderBy('path')
    .limit(limit)
    .execute();
}

/** The cache has forgotten what this release has touched. */
export async function recordPurge(
  tx: Kysely<Tables>,
  { at, number, urls }: { number: number; urls: number; at: string },
): Promise<void> {
  await tx
    .insertInto('release_purge')
    .values({ release_number: number, urls, purged_at: at })
    .onConflict((conflict) => conflict.column('release_number').doNothing())
    .execute();
  await tx
    .updateTable('cdn')
    .set({ purged_up_to: number, failing_since: null, error: null })
    .where('purged_up_to', '<', number)
    .execute();
}

export async function recordPurgeFailure(
  tx: Kysely<Tables>,
  { at, error }: { at: string; error: string },
): Promise<void> {
  await tx
    .updateTable('cdn')
    .set({ error, failing_since: sql`coalesce(failing_since, ${at})` })
    .execute();
}
