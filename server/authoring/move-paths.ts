import type { Transaction } from 'kysely';
import type { StoredEntry } from '../store/entries.ts';
import { claimPath, releasePath } from '../store/public-paths.ts';
import type { Tables } from '../store/tables.ts';
import type { Reader } from './find-entry.ts';
import { pathTaken } from './path-taken.ts';

/** Where an entry is to be public from now on; null for nowhere. */
export type PathMove = { entry: StoredEntry; path: string | null };

/**
 * Gives each entry its path and returns those that are new to their entries. Old paths are freed before new ones are claimed: within a
 * bundle two entries may swap theirs.
 */
export async function movePaths(
  tx: Transaction<Tables>,
  { moves, ...reader }: Reader & { moves: readonly PathMove[] },
): Promise<string[]> {
  const moving = moves.filter(({ entry, path }) => entry.livePath !== path);
  for (const { entry } of moving) {
    if (entry.livePath !== null) await releasePath(tx, { entryId: entry.id });
  }
  const claimed: string[] = [];
  for (const { entry, path } of moving) {
    if (path === null) continue;
    const holderId = await claimPath(tx, { path, entryId: entry.id });
    if (holderId !== entry.id) throw await pathTaken(tx, { ...reader, path, entry, holderId });
    claimed.push(path);
  }
  return claimed;
}
