import type { CacheView } from '../../content-cache/cache-view.ts';
import type { ContentModel } from '../../model/content-model.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { lookAtPages } from './look-at-pages.ts';

/** What the publisher knows of the links within the site. */
export type InternalLinks = {
  /** Those that lead nowhere, by where they lead. */
  broken: DeadLink[];
  /** Whether there are more of them. */
  isCut: boolean;
  pages: number;
  /** Up to which these pages show what is published. */
  publication: number;
  /** Pages that are being rendered again: their links are those of before. */
  outOfDate: number;
};

/** More than anybody mends before looking again. */
const BROKEN_MAX = 10_000;

type Place = { config: Pick<Config, 'dataDir'>; model: ContentModel };

/** From any process that has the data folder of the one that publishes, while that one writes its content cache. */
export function findBrokenLinks(place: Place): InternalLinks {
  const found = lookAtPages(place, linksIn);
  if (found !== null) return found;
  throw new AppError(
    'not-released',
    `Links are looked up among the pages that the publisher keeps in ${place.config.dataDir}, and there are none: either nothing has been released yet, or the content cache was deleted or damaged. "stillpress cache rebuild" makes it anew, and so does "stillpress start".`,
  );
}

function linksIn(view: CacheView): InternalLinks | null {
  const { pages } = view;
  const live = pages.find('live');
  if (live === null) return null;
  const broken = pages.brokenLinks(live.graphId, { after: null, limit: BROKEN_MAX + 1 });
  return {
    broken: broken.slice(0, BROKEN_MAX),
    isCut: broken.length > BROKEN_MAX,
    pages: pages.countPages(live.graphId),
    publication: view.position().seq,
    outOfDate: pages.countDirty(live.graphId),
  };
}
