import { AppError } from '../../errors.ts';
import { normalizePath } from '../render/normalize-path.ts';
import type { TemplateAsset, TemplateRoute } from '../template-build/template-build.ts';
import { fileOf } from './page-file.ts';

export type CrawlRoots = {
  routes: readonly TemplateRoute[];
  assets: readonly TemplateAsset[];
  /** The public paths of all published entries. */
  entryPaths: Iterable<string>;
};

/** Which paths are still to be rendered, as links come in. Knows nothing of rendering: what it decides follows from what it is told. */
export type Crawl = {
  /** The next paths to render, at most `limit`; empty when every path that was ever found has been handed out. */
  take(limit: number): string[];
  /** Links that `from` names. Throws when there is no end to them. */
  found: (from: string, links: readonly string[]) => void;
};

/** Far more list and tag pages than 100,000 posts have; an endless calendar reaches it within seconds. */
const LINKED_PATHS_MAX = 50_000;

/** Begins with the static routes and with every published entry, and is closed under links. */
export function createCrawl(roots: CrawlRoots, linkedPathsMax = LINKED_PATHS_MAX): Crawl {
  const assets = new Set(roots.assets.map(({ file }) => file));
  const known = new Set<string>();
  const queue: string[] = [];
  let handedOut = 0;
  let linkedPaths = 0;

  function add(path: string): boolean {
    // A server sends the file of that name and never asks the templates.
    if (known.has(path) || assets.has(fileOf(path))) return false;
    known.add(path);
    queue.push(path);
    return true;
  }

  for (const path of [...staticPaths(roots.routes), ...roots.entryPaths]) {
    const normal = normalizePath(path);
    if (normal !== null) add(normal);
  }

  return {
    take: (limit) => {
      const paths = queue.slice(handedOut, handedOut + limit);
      handedOut += paths.length;
      return paths;
    },
    found: (from, links) => {
      for (const link of links) {
        if (add(link)) linkedPaths += 1;
        if (linkedPaths > linkedPathsMax) throw endlessLinks(from, link, linkedPathsMax);
      }
    },
  };
}

/** Astro's own error page is shown by servers that render at visit time; nothing serves it here. */
const ERROR_ROUTE = '/500';

function staticPaths(routes: readonly TemplateRoute[]): string[] {
  return routes.flatMap(({ path, pattern }) => (path === null || pattern === ERROR_ROUTE ? [] : [path]));
}

function endlessLinks(from: string, link: string, max: number): AppError {
  return new AppError(
    'template-failed',
    `More than ${max.toLocaleString('en')} paths were found by following links, the last one ${link} on ${from}. A page that always links to a further one, such as a calendar, never ends: leave out the link where there is nothing more to show.`,
  );
}
