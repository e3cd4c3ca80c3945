import type { Kysely } from 'kysely';
import { finishedReleaseFiles } from './finished-release-files.ts';
import { releaseFileOf } from './releases.ts';
import type { StoredFile } from './releases.ts';
import type { Tables } from './tables.ts';

/** The files of a target after its newest finished release, as the releases were recorded. */
export async function readRecordedFiles(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<Map<string, StoredFile>> {
  const rows = await finishedReleaseFiles(tx, { target })
    .selectAll('release_file')
    .where('release_file.file', 'is not', null)
    .orderBy('release.number')
    .execute();
  const files = new Map<string, StoredFile>();
  for (const { file, after } of rows.map(releaseFileOf)) {
    if (after === null) files.delete(file);
    else files.set(file, after);
  }
  return files;
}
