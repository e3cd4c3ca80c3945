import { join } from 'node:path';
import { openCacheView, type CacheView } from '../../content-cache/cache-view.ts';
import type { LinkTarget } from '../../content-cache/pages/broken-links.ts';
import type { ContentModel } from '../../model/content-model.ts';
import { mediaFolder, parseMediaPath } from '../../model/media-paths.ts';
import type {
  BrokenLinks,
  BrokenLinksOrder,
  PagesShowing,
  PagesShowingOrder,
  SitePages,
} from '../../model/site-pages.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { findTemplateBuild } from './template-build/build-templates.ts';

type Place = { config: Pick<Config, 'dataDir'>; model: ContentModel };

/** From any process that has the data folder of the one that publishes, while that one writes its content cache. */
export function createSitePages(place: Place): SitePages {
  const { dataDir } = place.config;
  return {
    showingMedia: (order) => lookAtPages(place, (view) => pagesShowing(order, { view, dataDir })),
    brokenLinks: (order) => lookAtPages(place, (view) => brokenLinks(order, view)),
  };
}

/** At one moment. Null where there are none. */
export function lookAtPages<T>(
  { config: { dataDir }, model }: Place,
  work: (view: CacheView) => T | null,
): T | null {
  const view = openCacheView({ file: join(dataDir, 'content-cache.sqlite'), model });
  try {
    return view?.at(() => work(view)) ?? null;
  } finally {
    view?.close();
  }
}

/** The files of media are pages too: whoever shows one links to it. */
function pagesShowing(
  { after, limit, mediaId }: PagesShowingOrder,
  { dataDir, view: { pages } }: { view: CacheView; dataDir: string },
): PagesShowing | null {
  const live = pages.find('live');
  if (live === null) return null;
  const { graphId, templateBuild } = live;
  const base = findTemplateBuild(dataDir, templateBuild)?.base;
  const folder = mediaFolder(mediaId, base);
  const begin = after === undefined ? 0 : placeOf(after, graphId);
  const found = pages.pagesLeadingInto(graphId, folder, { after: begin, limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    paths: shown.map(({ path }) => path),
    next: last === undefined ? null : `${graphId}.${last.pageId}`,
    file: bestOf(pages.pathsWithin(graphId, folder), base),
  };
}

/** The file itself before what is made of it, a picture of all of it before a part, and of those the largest. */
function bestOf(paths: readonly string[], base: string | undefined): string | null {
  const rankOf = (path: string): number => {
    const address = parseMediaPath(path, base);
    if (address === null || address === 'nothing') return -1;
    if (address.variant === null) return Infinity;
    const { crop, height, width } = address.variant;
    return crop === null ? width * height : 0;
  };
  return (
    paths.toSorted((one, other) => rankOf(other) - rankOf(one)).find((path) => rankOf(path) >= 0) ?? null
  );
}

/** Other pages have other numbers. */
function placeOf(after: string, graphId: number): number {
  const [, graph, pageId] = /^(\d{1,15})\.(\d{1,15})$/.exec(after) ?? [];
  if (Number(graph) === graphId) return Number(pageId);
  throw new AppError('invalid-input', 'The place to go on from is not one of the pages that there are now.', {
    issues: [
      {
        path: 'query.pagesCursor',
        message:
          'Take it from shownOn.nextCursor of the answer before. Where all pages have been made anew since, begin without it.',
      },
    ],
  });
}

function brokenLinks({ after, limit }: BrokenLinksOrder, { pages }: CacheView): BrokenLinks | null {
  const live = pages.find('live');
  if (live === null) return null;
  const begin = after === undefined ? null : targetOf(after);
  const found = pages.brokenLinks(live.graphId, { after: begin, limit: limit + 1 });
  const links = found.slice(0, limit);
  const last = found.length > limit ? links.at(-1) : undefined;
  return {
    links,
    next: last === undefined ? null : nextAfter(last),
  };
}

function nextAfter({ anchor, path }: LinkTarget): string {
  return Buffer.from(JSON.stringify([path, anchor])).toString('base64url');
}

function targetOf(after: string): LinkTarget {
  try {
    const [path, anchor]: readonly unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString());
    if (typeof path === 'string' && (anchor === null || typeof anchor === 'string')) return { path, anchor };
  } catch {
    // Refused below, as whatever else is no such place.
  }
  throw new AppError('invalid-input', 'The cursor is not one that this list has returned.', {
    issues: [{ path: 'query.cursor', message: 'Take it from nextCursor of the answer before.' }],
  });
}
