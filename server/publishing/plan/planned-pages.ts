import { isDeepStrictEqual } from 'node:util';
import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { PlannedPage } from '../../../model/site-plan.ts';
import { publicPathOf, targetFileOf } from '../release/public-files.ts';
import { describeCause } from './describe-cause.ts';

export type TouchedFile = { file: string; cause: string | null };

/** At the address of its file, which for some is not how the templates are asked for the page. */
export type PlannedFile = PlannedPage & { askedAt: string };

type Touched = {
  touched: readonly TouchedFile[];
  before: (file: string) => PageRow | null;
  after: (file: string) => PageRow | null;
};

/** Of the files that a change has touched, those that visitors would see change, by address. */
export function planOf({ after, before, touched }: Touched): PlannedFile[] {
  const pages = touched.flatMap(({ cause, file }): PlannedFile[] => {
    const [was, is] = [before(file), after(file)];
    const askedAt = (is ?? was)?.path;
    if (askedAt === undefined || isDeepStrictEqual(was && targetFileOf(was), is && targetFileOf(is)))
      return [];
    const change = was === null ? 'created' : is === null ? 'removed' : 'changed';
    const hash = is?.file == null ? null : is.hash;
    return [{ change, path: publicPathOf(file), cause: describeCause(cause), hash, askedAt }];
  });
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function plannedPage({ cause, change, hash, path }: PlannedFile): PlannedPage {
  return { change, path, cause, hash };
}
