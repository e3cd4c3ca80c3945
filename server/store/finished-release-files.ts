import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What finished releases of a target have done to files, for a query to go on with. */
export function finishedReleaseFiles(tx: Kysely<Tables>, { target }: { target: string }) {
  return tx
    .selectFrom('release_file')
    .innerJoin('release', 'release.number', 'release_file.release_number')
    .where('release.target', '=', target)
    .where('release.finished_at', 'is not', null);
}
