import type { Kysely } from 'kysely';
import { finishedReleaseFiles } from './finished-release-files.ts';
import type { Tables } from './tables.ts';

/** SQLite takes 32,766 parameters in a statement. */
const FILES_PER_SELECT = 1_000;

/** The hash that a file had before a release, and the one that it has had since; null where there was no such file. */
export type FileChange = { release: number; before: string | null; after: string | null };

/** Of each of these files, what the newest release to name it did to it. */
export async function readNewestFileChanges(
  tx: Kysely<Tables>,
  { files, target }: { files: readonly string[]; target: string },
): Promise<Map<string, FileChange>> {
  const changes = new Map<string, FileChange>();
  for (let start = 0; start < files.length; start += FILES_PER_SELECT) {
    const rows = await finishedReleaseFiles(tx, { target })
      .select(['file', 'hash', 'previous_hash as previousHash', 'release.number'])
      .where('file', 'in', files.slice(start, start + FILES_PER_SELECT))
      .orderBy('release.number')
      .execute();
    for (const { file, hash, number, previousHash } of rows)
      if (file !== null) changes.set(file, { release: number, before: previousHash, after: hash });
  }
  return changes;
}

/** The newest release that has changed any file; null where there is none. */
export async function readNewestChange(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<number | null> {
  const row = await finishedReleaseFiles(tx, { target })
    .select('release.number')
    .orderBy('release.number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}
