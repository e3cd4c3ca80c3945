import type { ContentCache } from '../../../content-cache/cache.ts';
import type { FailedPage } from '../render/protocol.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

/** Far more list and tag pages than 100,000 posts have; an endless calendar reaches it within seconds. */
const LINKED_PAGES_MAX = 50_000;

export type BudgetTest = (page: { path: string; route: string | null }) => FailedPage | null;

/**
 * Whether a page may be added to those that a route has already. Only pages that following links has found count, and only new ones are refused: what an
 * entry has, and what is public, is never in excess. A test is for one batch of pages, and counts those that it let pass.
 */
export function createBudgetTest(
  { pages }: Pick<ContentCache, 'pages'>,
  {
    build,
    graphId,
    linkedPagesMax = LINKED_PAGES_MAX,
  }: { build: TemplateBuild; graphId: number; linkedPagesMax?: number | undefined },
): BudgetTest {
  const counts = new Map<string, number>();
  return ({ path, route }) => {
    if (route === null) return null;
    const page = pages.page(graphId, path);
    if (page === null || page.isRoot || page.file !== null) return null;
    const count = counts.get(route) ?? pages.countLinkedPages(graphId, route);
    if (count < linkedPagesMax) {
      counts.set(route, count + 1);
      return null;
    }
    counts.set(route, count);
    const message = `${route} has ${linkedPagesMax.toLocaleString('en')} pages that are found by following links, and this would be one more. A page that always links to a further one, such as a calendar, never ends: leave out the link where there is nothing more to show.`;
    const template = routeOfPath(build, path)?.component ?? null;
    return { kind: 'failed', path, error: { reason: 'too-many-pages', message, template, stack: null } };
  };
}
