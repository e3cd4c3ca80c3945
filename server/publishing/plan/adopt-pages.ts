import type { ContentCache } from '../../../content-cache/cache.ts';
import type { DirtyPage, Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import { ROUTE_SEPARATOR } from '../render/protocol.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';

export type Adoption = {
  cache: ContentCache;
  from: { graph: Graph; build: TemplateBuild };
  to: { graph: Graph; build: TemplateBuild };
};

/**
 * Takes over from the live graph the pages that new templates make no difference to. Returns the others, which are to be rendered. A page
 * need not be rendered when
 * 1. it is up to date in the live graph;
 * 2. the same route is asked first for its path;
 * 3. every route that took part in the answer has the fingerprint that it had; and
 * 4. both builds have files of the same names beside the pages, those aside whose names follow from their content.
 */
export function adoptPages(batch: readonly DirtyPage[], adoption: Adoption): DirtyPage[] {
  const { cache, from, to } = adoption;
  if (!hasSameFiles(from.build, to.build)) return [...batch];
  const isSameRoute = routeComparison(adoption);
  return cache.write(() =>
    batch.filter((page) => {
      const live = page.isNew ? cache.pages.page(from.graph.graphId, page.path) : null;
      if (live === null || live.status === null || !isSameRoute(live)) return true;
      return !cache.pages.adopt(to.graph, page, from.graph.graphId);
    }),
  );
}

function routeComparison({ from, to }: Adoption): (page: PageRow) => boolean {
  const [before, after] = [fingerprints(from.build), fingerprints(to.build)];
  return ({ path, route }) => {
    const patterns = route?.split(ROUTE_SEPARATOR) ?? [];
    if ((routeOfPath(to.build, path)?.pattern ?? undefined) !== patterns[0]) return false;
    return patterns.every((pattern) => after.has(pattern) && after.get(pattern) === before.get(pattern));
  };
}

function fingerprints({ routes }: TemplateBuild): ReadonlyMap<string, string> {
  return new Map(routes.map(({ fingerprint, pattern }) => [pattern, fingerprint]));
}

function hasSameFiles(from: TemplateBuild, to: TemplateBuild): boolean {
  return namesOf(from) === namesOf(to);
}

function namesOf({ assets }: TemplateBuild): string {
  const files = assets.map(({ file }) => file);
  return files.filter((file) => !/(^|\/)_astro\//.test(file)).join('\n');
}
