import type { Transaction } from 'kysely';
import { readRecordedFiles } from '../../store/recorded-files.ts';
import { readLatestRelease } from '../../store/releases.ts';
import type { ReleaseFile } from '../../store/releases.ts';
import type { Tables } from '../../store/tables.ts';
import { differenceOf } from '../recorded-release.ts';
import { namedFiles } from '../target/named-files.ts';
import type { Target, TargetFile } from '../target/target.ts';

type Unlinked = { target: Target; rows: readonly ReleaseFile[]; cause: string };

/**
 * A rollback follows the records back, so each release has to begin with what the one before it left. Where the target was emptied or
 * restored by hand, what is on record and what is on the target are two things: then the record says what has changed since the last
 * record.
 */
export async function linkToRecord(
  tx: Transaction<Tables>,
  { cause, rows, target }: Unlinked,
): Promise<readonly ReleaseFile[]> {
  const newest = await readLatestRelease(tx, { target: target.name });
  if (newest === null || newest.number === target.position()?.releaseNumber) return rows;
  const recorded = await readRecordedFiles(tx, { target: target.name });
  const after = filesAfter(target, rows);
  const causes = new Map(rows.map((row) => [row.file, row.cause]));
  return [...new Set([...recorded.keys(), ...after.keys()])].flatMap((file) =>
    differenceOf(
      { file, before: recorded.get(file) ?? null, after: after.get(file) ?? null },
      causes.get(file) ?? cause,
    ),
  );
}

function filesAfter(target: Target, rows: readonly ReleaseFile[]): Map<string, TargetFile> {
  const files = namedFiles(target);
  for (const { after, file } of rows) {
    if (after === null) files.delete(file);
    else files.set(file, after);
  }
  return files;
}
