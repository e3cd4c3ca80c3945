import type { Target, TargetFile } from './target.ts';

/** What the current release names: what is in grace is public, but not part of it. */
export function namedFiles(target: Target): Map<string, TargetFile> {
  const files = new Map<string, TargetFile>();
  for (const { file, graceUntil, ...now } of target.list())
    if (graceUntil === undefined) files.set(file, now);
  return files;
}
