import type { CacheView } from '../../content-cache/cache-view.ts';
import type { ContentCache } from '../../content-cache/cache.ts';
import type { LinkTarget } from '../../content-cache/pages/broken-links.ts';
import type { ClockValues, PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import type { Look } from './foresee-dead-links.ts';
import { assetTest } from './plan/static-paths.ts';
import { GONE_STATUS } from './plan/page-file.ts';
import { describePage, type PageToStore } from './plan/store-results.ts';
import { isMediaPath } from './preview-media.ts';
import { CLOSER_LOOK_MS, CLOSER_PAGES_MAX, PROVEN_PAGES_MAX } from './proof-limits.ts';
import type { PageResult, RenderedPage } from './render/protocol.ts';
import type { TemplateBuild } from './template-build/template-build.ts';

export type LookingBeside = {
  /** The pages of the process that publishes. */
  view: CacheView;
  /** What is published, without any pages. */
  cache: ContentCache;
  build: TemplateBuild;
  clock: ClockValues;
  changes: readonly PublicationChange[];
  /** What the changes are pages of, or were, with the changes laid over what is published. */
  rendered: readonly PageResult[];
  /** As those. */
  render: (paths: readonly string[]) => Promise<PageResult[]>;
  lookMs?: number;
};

/** As a page is going to be. */
type Page = Pick<PageToStore, 'anchors' | 'anchorLinks' | 'links'> & { isPublic: boolean };
type Pages = Map<string, Page>;
type Seeing = LookingBeside & { graphId: number; after: Pages };

/**
 * The links that changes leave dead and that are not dead now, for a process that cannot lay anything over the pages, since another one writes them. It
 * tells of a link where it has rendered both ends: the pages of the changes, those that lead to what goes, and what they come to lead to. Pages that there
 * is no time for are taken to lead where they do now. Null where there are no pages yet, or those of other templates.
 */
export async function lookBeside(order: LookingBeside): Promise<Look | null> {
  const { lookMs = CLOSER_LOOK_MS, render, rendered, view } = order;
  const live = view.pages.find('live');
  if (live?.templateBuild !== order.build.id) return null;
  const { seq } = view.position();
  const seeing: Seeing = { ...order, graphId: live.graphId, after: new Map() };
  take(seeing, rendered);
  const end = performance.now() + lookMs;
  for (const findMore of [leadingToWhatGoes, ledToForTheFirstTime]) {
    const found = new Set(view.at(() => findMore(seeing)));
    const paths = [...found].filter((path) => !seeing.after.has(path)).slice(0, CLOSER_PAGES_MAX);
    for (let start = 0; start < paths.length; start += PROVEN_PAGES_MAX) {
      if (start > 0 && performance.now() > end) break;
      take(seeing, await render(paths.slice(start, start + PROVEN_PAGES_MAX)));
    }
  }
  return { seq, deadLinks: view.at(() => deadLinks(seeing)) };
}

/** With the redirects that the changes bring. */
function take({ after, build, cache, changes, clock }: Seeing, results: readonly PageResult[]): void {
  const pages = results.filter((result): result is RenderedPage => result.kind === 'rendered');
  const storing = { build, cache, isAsset: assetTest(build) };
  const unknown = { pageId: 0, dirtySince: 0, cause: null, isNew: true };
  cache.layOver({ changes, clock }, () => {
    for (const result of pages) {
      const { path } = result;
      const { anchorLinks, anchors, file, links, status } = describePage(
        result,
        { ...unknown, path },
        storing,
      );
      after.set(path, { anchorLinks, anchors, links, isPublic: file !== null && status !== GONE_STATUS });
    }
  });
}

/** Pages and parts of pages that others may lead to now. */
function whatGoes({ after, graphId, view: { pages } }: Seeing): LinkTarget[] {
  return [...after].flatMap(([path, page]): LinkTarget[] => {
    if (!isAlive(pages, { graphId, path })) return [];
    if (!isThere(page)) return [{ path, anchor: null }];
    const lost = pages.anchorsLedTo(graphId, path).filter((anchor) => !hasAnchor(page, anchor));
    return lost.map((anchor) => ({ path, anchor }));
  });
}

function leadingTo({ graphId, view: { pages } }: Seeing, { anchor, path }: LinkTarget): string[] {
  return anchor === null
    ? pages.linkingPaths(graphId, path, CLOSER_PAGES_MAX)
    : pages.leadingWithin(graphId, { path, anchor }, CLOSER_PAGES_MAX);
}

function leadingToWhatGoes(seeing: Seeing): string[] {
  return whatGoes(seeing).flatMap((target) => leadingTo(seeing, target));
}

/** Files of media are there, or the page would not name them. */
function ledToForTheFirstTime(seeing: Seeing): string[] {
  const { build } = seeing;
  return publicPages(seeing).flatMap(([from, page]) =>
    targetsOf(page).flatMap((target) =>
      isNewOn(seeing, from, target) && needsLook(seeing, target) && !isMediaPath(target.path, build)
        ? [target.path]
        : [],
    ),
  );
}

/** Which anchors a page has, only rendering tells here. */
function needsLook({ graphId, view: { pages } }: Seeing, { anchor, path }: LinkTarget): boolean {
  return anchor !== null || !isAlive(pages, { graphId, path });
}

function deadLinks(seeing: Seeing): DeadLink[] {
  const found = new Map<string, DeadLink>();
  const add = (target: LinkTarget, from: string, isSeen: boolean): void => {
    const key = JSON.stringify([target.path, target.anchor]);
    const link = found.get(key) ?? { ...target, from: [], isCut: false };
    found.set(key, { ...link, from: [...link.from, from].sort(), isCut: link.isCut || !isSeen });
  };
  for (const [from, page] of publicPages(seeing))
    for (const target of targetsOf(page))
      if (isDead(seeing, target) && (wasAlive(seeing, target) || isNewOn(seeing, from, target)))
        add(target, from, true);
  for (const target of whatGoes(seeing))
    for (const from of leadingTo(seeing, target)) if (!seeing.after.has(from)) add(target, from, false);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, link]) => link);
}

function publicPages({ after }: Seeing): [string, Page][] {
  return [...after].filter(([, { isPublic }]) => isPublic);
}

function targetsOf({ anchorLinks, links }: Page): LinkTarget[] {
  return [...links.map((path) => ({ path, anchor: null })), ...anchorLinks];
}

function isDead({ after }: Seeing, { anchor, path }: LinkTarget): boolean {
  const page = after.get(path);
  if (page === undefined) return false;
  return anchor === null ? !isThere(page) : page.isPublic && !hasAnchor(page, anchor);
}

/** What is only written without its slash leads on to the page. */
function isThere({ isPublic, links }: Page): boolean {
  return isPublic || links.length > 0;
}

function hasAnchor({ anchors }: Page, anchor: string): boolean {
  return anchors === null || anchors.includes(anchor);
}

function wasAlive({ graphId, view: { pages } }: Seeing, { anchor, path }: LinkTarget): boolean {
  const isPage = isAlive(pages, { graphId, path });
  return isPage && (anchor === null || pages.anchorsLedTo(graphId, path).includes(anchor));
}

/** Where a page leads that waits to be rendered is not known. */
function isNewOn({ graphId, view: { pages } }: Seeing, from: string, target: LinkTarget): boolean {
  return pages.dirtyPage(graphId, from) === null && !pages.leadsTo(graphId, from, target);
}

type Place = { graphId: number; path: string };

function isAlive(pages: CacheView['pages'], { graphId, path }: Place): boolean {
  const page = pages.page(graphId, path);
  return page?.file != null && page.status !== GONE_STATUS && pages.dirtyPage(graphId, path) === null;
}
