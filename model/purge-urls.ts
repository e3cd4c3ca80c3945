import { encodePath } from './public-path.ts';
import type { PlannedPage } from './site-plan.ts';

type Touched = { path: string; change: PlannedPage['change'] };

/**
 * Under which paths a cache in front of the site may hold what has changed. Where a page comes or goes, so does the way to it from the address
 * without the slash.
 */
function purgePaths({ change, path }: Touched): string[] {
  const isMoved = change === 'created' || change === 'removed';
  return isMoved && path.endsWith('/') && path !== '/' ? [path, path.slice(0, -1)] : [path];
}

/** The full addresses of these. */
export function purgeUrls(touched: readonly Touched[], siteUrl: string): string[] {
  return touched.flatMap(purgePaths).map((path) => siteUrl + encodePath(path));
}
