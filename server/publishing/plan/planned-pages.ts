import { isDeepStrictEqual } from 'node:util';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { PlannedPage } from '../../../model/site-plan.ts';
import { targetFileOf } from '../release/public-files.ts';
import { describeCause } from './describe-cause.ts';

export type TouchedFile = { file: string; cause: string | null };

type Touched = {
  touched: readonly TouchedFile[];
  before: (file: string) => PageRow | null;
  after: (file: string) => PageRow | null;
};

/** Of the files that a change has touched, those that visitors would see change, by path. */
export function planOf({ after, before, touched }: Touched): PlannedPage[] {
  const pages = touched.flatMap(({ cause, file }): PlannedPage[] => {
    const [was, is] = [before(file), after(file)];
    const path = (is ?? was)?.path;
    if (path === undefined || isDeepStrictEqual(was && targetFileOf(was), is && targetFileOf(is))) return [];
    const change = was === null ? 'created' : is === null ? 'removed' : 'changed';
    return [{ change, path, cause: describeCause(cause), hash: is?.file == null ? null : is.hash }];
  });
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}
