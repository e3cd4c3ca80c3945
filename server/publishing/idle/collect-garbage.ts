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
 * nothing. Throws where it was interrupted: what is left is found the next time.
 */
export async function collectUnreferenced(
  { cache, database, target }: Collecting,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<GarbageCollected> {
  const takedowns = await listTakedowns(database.db);
  const takenDown = new Set(takedowns.flatMap(({ hashes }) => hashes));
  const kept = new Set<number>();
  const retention = {
    target: target.name,
    releases: KEPT_RELEASES,
    since: new Date(now - KEPT_DAYS * DAY_MS).toISOString(),
  };
  for await (const hashes of readReferencedHashes(database.db, retention)) {
    signal.throwIfAborted();
    for (const hash of hashes) kept.add(shortOf(hash));
  }
  for (const { graphId } of cache.pages.all()) {
    signal.throwIfAborted();
    for (const page of cache.pages.pages(graphId)) if (page.file !== null) kept.add(shortOf(page.hash));
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
