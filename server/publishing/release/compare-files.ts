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
      path: publicPathOf(file),
      change: was === undefined ? 'created' : 'changed',
      hash: now.hash,
      previousHash: was?.hash ?? null,
    });
  }
  for (const [file, was] of before) {
    if (after.has(file)) continue;
    difference.changes.push({ file, now: null });
    difference.rows.push({ path: publicPathOf(file), change: 'removed', hash: null, previousHash: was.hash });
  }
  return difference;
}

/** The address at which visitors read the file; each file has one of its own. */
export function publicPathOf(file: string): string {
  return `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
}
