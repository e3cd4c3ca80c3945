import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** SQLite takes 32,766 parameters in a statement. */
const FILES_PER_SELECT = 1_000;

/** Of files that the newest release to name them took away: the hash that each one had. */
export async function readRemovedHashes(
  tx: Kysely<Tables>,
  { files, target }: { files: readonly string[]; target: string },
): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (let start = 0; start < files.length; start += FILES_PER_SELECT) {
    const rows = await tx
      .selectFrom('release_file')
      .innerJoin('release', 'release.number', 'release_file.release_number')
      .select(['file', 'hash', 'previous_hash as previousHash'])
      .where('release.target', '=', target)
      .where('release.finished_at', 'is not', null)
      .where('file', 'in', files.slice(start, start + FILES_PER_SELECT))
      .orderBy('release.number')
      .execute();
    for (const { file, hash, previousHash } of rows) {
      if (file === null) continue;
      if (hash === null && previousHash !== null) hashes.set(file, previousHash);
      else hashes.delete(file);
    }
  }
  return hashes;
}
