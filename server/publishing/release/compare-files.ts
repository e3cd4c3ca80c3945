import { isDeepStrictEqual } from 'node:util';
import type { ReleaseFile } from '../../store/releases.ts';
import type { TargetChange, TargetFile } from '../target/target.ts';

type Files = ReadonlyMap<string, TargetFile>;

export type FileDifference = { changes: TargetChange[]; rows: ReleaseFile[] };

/** What has to change to get from one set of files to the other. A file that is the same is left out: its page costs nothing further. */
export function compareFiles({ before, after }: { before: Files; after: Files }): FileDifference {
  const difference: FileDifference = { changes: [], rows: [] };
  for (const [file, now] of after) {
    const was = before.get(file);
    if (isDeepStrictEqual(was, now)) continue;
    difference.changes.push({ file, now });
    difference.rows.push({
      file,
      path: publicPathOf(file),
      change: was === undefined ? 'created' : 'changed',
      before: was ?? null,
      after: now,
      cause: null,
    });
  }
  for (const [file, was] of before) {
    if (after.has(file)) continue;
    difference.changes.push({ file, now: null });
    const path = publicPathOf(file);
    difference.rows.push({ file, path, change: 'removed', before: was, after: null, cause: null });
  }
  return difference;
}

/** The address at which visitors read the file; each file has one of its own. */
export function publicPathOf(file: string): string {
  return `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
}
