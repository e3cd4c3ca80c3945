import type { ContentCache } from '../../../content-cache/cache.ts';
import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import type { DeadLink } from '../../../model/site-plan.ts';

/** A link in the footer is on every page: a few of them are enough to find it. */
const PAGES_NAMED_MAX = 50;

/** Inside the overlay: what leads nowhere of the pages that were rendered, and of all that lead to them. */
export function findDeadLinks(
  { cache: { pages }, graph: { graphId } }: { cache: ContentCache; graph: Graph },
  rendered: Iterable<string>,
): DeadLink[] {
  const isDead = (path: string): boolean => {
    const page = pages.page(graphId, path);
    // What is only written without its slash leads on to the page.
    return page !== null && page.file === null && pages.linkedPaths(graphId, path).length === 0;
  };
  const targets = new Set<string>();
  for (const path of rendered)
    for (const named of [path, ...pages.linkedPaths(graphId, path)]) targets.add(named);
  const found = [...targets].sort().filter(isDead);
  return found.flatMap((path) => {
    const from = pages.linkingPaths(graphId, path, PAGES_NAMED_MAX + 1).sort();
    if (from.length === 0) return [];
    return [
      { path, anchor: null, from: from.slice(0, PAGES_NAMED_MAX), isCut: from.length > PAGES_NAMED_MAX },
    ];
  });
}
