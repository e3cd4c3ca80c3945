import { isAssetName } from '../../../model/asset-name.ts';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type { DirtyPage, Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import { splitRoute } from '../render/protocol.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { fileTest } from './static-paths.ts';

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
 * 4. no file beside the pages has gone, and the page neither has the address of a new one nor links to it. (Names that follow from their content
 *    do not matter.) Which pages link to a file is not on record: where one has gone, all pages are rendered.
 */
export function adoptPages(batch: readonly DirtyPage[], adoption: Adoption): DirtyPage[] {
  const { cache, from, to } = adoption;
  const added = addedFiles(from.build, to.build);
  if (added === null) return [...batch];
  const isAdded = fileTest({ assets: added });
  const isSameRoute = routeComparison(adoption);
  const meetsAdded = (path: string): boolean =>
    added.length > 0 && [path, ...cache.pages.linkedPaths(from.graph.graphId, path)].some(isAdded);
  return cache.write(() =>
    batch.filter((page) => {
      const live = page.isNew ? cache.pages.page(from.graph.graphId, page.path) : null;
      if (live === null || live.status === null || !isSameRoute(live)) return true;
      if (meetsAdded(page.path)) return true;
      return !cache.pages.adopt(to.graph, page, from.graph.graphId);
    }),
  );
}

function routeComparison({ from, to }: Adoption): (page: PageRow) => boolean {
  const [before, after] = [fingerprints(from.build), fingerprints(to.build)];
  return ({ path, route }) => {
    const patterns = splitRoute(route);
    if ((routeOfPath(to.build, path)?.pattern ?? undefined) !== patterns[0]) return false;
    return patterns.every((pattern) => after.has(pattern) && after.get(pattern) === before.get(pattern));
  };
}

function fingerprints({ routes }: TemplateBuild): ReadonlyMap<string, string> {
  return new Map(routes.map(({ fingerprint, pattern }) => [pattern, fingerprint]));
}

/** Null where a file is gone. */
function addedFiles(from: TemplateBuild, to: TemplateBuild): TemplateBuild['assets'] | null {
  const [before, after] = [namesOf(from), namesOf(to)];
  if (before.difference(after).size > 0) return null;
  const added = after.difference(before);
  return to.assets.filter(({ file }) => added.has(file));
}

function namesOf({ assets }: TemplateBuild): Set<string> {
  return new Set(assets.flatMap(({ file }) => (isAssetName(file) ? [] : [file])));
}
