import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Database } from '../../store/database.ts';
import { readReferencedHashes } from '../../store/referenced-hashes.ts';
import { listTakedowns } from '../../store/takedowns.ts';
import type { GarbageCollected, Target } from '../target/target.ts';

export type Collecting = { database: Database; cache: ContentCache; target: Target };

/** What a rollback may want, who notices a mistake after a holiday included. */
const KEPT_RELEASES = 20;
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Takes away the bytes that no page of either graph and no release within the retention names. What was taken down is kept by
 * nothing but what was made after that. Throws where it was interrupted: what is left is found the next time.
 */
export async function collectUnreferenced(
  { cache, database, target }: Collecting,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<GarbageCollected> {
  const takenDown = new Map<string, number>();
  for (const { hashes, seq } of await listTakedowns(database.db))
    for (const hash of hashes) takenDown.set(hash, seq);
  const kept = new Set<number>();
  // The record of a takedown holds whatever was made in its time, and some of that showed nothing of it and comes back.
  const keep = (hash: string, seq: number): void => {
    kept.add(shortOf(hash));
    if (seq >= (takenDown.get(hash) ?? Infinity)) takenDown.delete(hash);
  };
  const retention = {
    target: target.name,
    releases: KEPT_RELEASES,
    since: new Date(now - KEPT_DAYS * DAY_MS).toISOString(),
  };
  for await (const { hashes, seq } of readReferencedHashes(database.db, retention)) {
    signal.throwIfAborted();
    for (const hash of hashes) keep(hash, seq);
  }
  const { seq } = cache.position();
  for (const { graphId } of cache.pages.all()) {
    signal.throwIfAborted();
    for (const page of cache.pages.pages(graphId)) if (page.file !== null) keep(page.hash, seq);
  }
  // A tree that lags behind still holds what is to go.
  await target.prepare();
  return await target.collectGarbage({
    now,
    isReferenced: (hash) => {
      signal.throwIfAborted();
      return kept.has(shortOf(hash)) && !takenDown.has(hash);
    },
  });
}

/** As many bits as a number holds: a fifth of the memory, and where two hashes share them, some bytes stay for longer. */
function shortOf(hash: string): number {
  return Number.parseInt(hash.slice(0, 13), 16);
}
