import { isDeepStrictEqual } from 'node:util';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import { targetFileOf } from '../release/public-files.ts';
import { describeCause } from './describe-cause.ts';

/** `rendered` where it is not known yet whether anything comes out differently. */
export type PlannedPage = {
  change: 'created' | 'changed' | 'removed' | 'rendered';
  path: string;
  /** The read behind it, or what else leads there; null where nothing was noted. */
  cause: string | null;
};

type Touched = {
  touched: readonly { file: string; cause: string | null }[];
  before: ReadonlyMap<string, PageRow>;
  after: (file: string) => PageRow | null;
};

/** Of the files that a change has touched, those that visitors would see change, by path. */
export function planOf({ after, before, touched }: Touched): PlannedPage[] {
  const pages = touched.flatMap(({ cause, file }): PlannedPage[] => {
    const [was, is] = [before.get(file) ?? null, after(file)];
    const path = (is ?? was)?.path;
    if (path === undefined || isDeepStrictEqual(was && targetFileOf(was), is && targetFileOf(is))) return [];
    const change = was === null ? 'created' : is === null ? 'removed' : 'changed';
    return [{ change, path, cause: describeCause(cause) }];
  });
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}
