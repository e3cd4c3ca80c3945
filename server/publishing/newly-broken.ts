import type { ContentCache } from '../../content-cache/cache.ts';
import type { Graph } from '../../content-cache/pages/page-facts.ts';
import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { describeOutcome } from './plan/page-file.ts';
import { describePage, leadsOf } from './plan/store-results.ts';
import type { RenderedPage } from './render/protocol.ts';
import type { TemplateBuild } from './template-build/template-build.ts';

export type Looking = {
  cache: ContentCache;
  graph: Graph;
  build: TemplateBuild;
  isAsset: (path: string) => boolean;
  changes: readonly PublicationChange[];
  /** With the changes laid over what is published. */
  rendered: ReadonlyMap<string, RenderedPage>;
};

/** Whoever mends links needs all of the pages that hold them; a footer is on more than anybody mends. */
const PAGES_NAMED_MAX = 1_000;

export type NewlyBroken = {
  deadLinks: DeadLink[];
  /** Pages at either end of what seems to be dead that are going to be rendered again and have not been here. */
  unseen: string[];
};

/**
 * The links that the changes leave dead and that are not dead now, as far as the rendered pages tell: what leads to a page that goes or to an anchor that
 * its page loses, and what the pages come to link to in vain. A page that is going to be rendered again and has not been here may lead elsewhere
 * then: it is taken to lead where it does now, and its link is marked as cut. What it has by then is not known, and nothing is said of links to it.
 *
 * Most changes take no page and no anchor away and add no link. Then nothing is looked at: no row of the pages says anything new.
 */
export function newlyBroken(looking: Looking): NewlyBroken {
  const { cache, changes, graph, rendered } = looking;
  const { pages } = cache;
  if (![...rendered.values()].some((page) => mayBreak(looking, page))) return { deadLinks: [], unseen: [] };
  const around = cache.layOver({ changes, clock: cache.clock() }, ({ revision }) => {
    storeAll(looking, revision);
    const isUnseen = (path: string): boolean => pages.dirtyPage(graph.graphId, path) !== null;
    return linksAround(cache, graph, rendered).map((link) => ({
      link,
      unseen: new Set([link.path, ...link.from].filter(isUnseen)),
    }));
  });
  const found = around
    .map(({ link, unseen }) => ({ link: newPart(cache, graph, link), unseen }))
    .filter(({ link: { from } }) => from.length > 0);
  return {
    deadLinks: found.flatMap(({ link, unseen }) => {
      if (unseen.has(link.path)) return [];
      return [cutIf(link, { isCut: link.from.some((path) => unseen.has(path)) })];
    }),
    unseen: [
      ...new Set(
        found.flatMap(({ link, unseen }) => [link.path, ...link.from].filter((path) => unseen.has(path))),
      ),
    ],
  };
}

/** Inside of what is laid over. Of a link on more pages than are named, those that were rendered are named all the same: on them alone it can be new. */
export function linksAround(
  { pages }: Pick<ContentCache, 'pages'>,
  { graphId }: Graph,
  rendered: ReadonlyMap<string, unknown>,
): DeadLink[] {
  return pages.brokenLinksAround(graphId, rendered.keys(), PAGES_NAMED_MAX).map((link) => {
    if (!link.isCut) return link;
    const leading = [...rendered.keys()].filter(
      (path) => pages.page(graphId, path)?.file != null && pages.leadsTo(graphId, path, link),
    );
    const from = [...new Set([...link.from, ...leading])].sort();
    return withFrom(link, from);
  });
}

/** As the pages are now: the link on those on which it is not dead yet. */
export function newPart(
  { pages }: Pick<ContentCache, 'pages'>,
  { graphId }: Graph,
  link: DeadLink,
): DeadLink {
  return pages.isBroken(graphId, link)
    ? withFrom(
        link,
        link.from.filter((path) => !pages.leadsTo(graphId, path, link)),
      )
    : link;
}

function withFrom(link: DeadLink, from: string[]): DeadLink {
  return { ...link, from };
}

function cutIf(link: DeadLink, { isCut }: Pick<DeadLink, 'isCut'>): DeadLink {
  return isCut ? { ...link, isCut } : link;
}

/**
 * Doubt means that it may. It does not where
 * 1. it is a page afterwards, or was none before;
 * 2. it leads where it did; and
 * 3. it has the anchors that it had, or nobody leads to any of them.
 */
function mayBreak(
  { build, cache: { pages }, graph: { graphId }, isAsset }: Looking,
  page: RenderedPage,
): boolean {
  const { path } = page;
  const isPage = describeOutcome(page, build.siteUrl, build.base).kind === 'page';
  const before = pages.page(graphId, path);
  if (!isPage) return before !== null && before.file !== null;
  if (!pages.leadsAsBefore(graphId, path, leadsOf(page, isAsset))) return true;
  return pages.isLedWithin(graphId, path) && !pages.hasAnchorsAsBefore(graphId, path, page.anchors);
}

/** As the round that follows is going to, inside of what is laid over. */
function storeAll({ build, cache, graph, isAsset, rendered }: Looking, revision: number): void {
  const { pages } = cache;
  const put = pages.storer(graph);
  const storing = { build, cache, isAsset };
  const waiting = new Map(rendered);
  for (let isMore = true; isMore;) {
    isMore = false;
    for (const [path, result] of waiting) {
      const page = pages.dirtyPage(graph.graphId, path);
      if (page === null) continue;
      put(page, { revision, ...describePage(result, page, storing) });
      waiting.delete(path);
      // What it leads to may be a page only now.
      isMore = true;
    }
  }
  if (pages.hasSuspects(graph)) pages.removeUnreachable(graph);
}
