import type { PlannedPage } from './site-plan.ts';

type Touched = { path: string; change: PlannedPage['change'] };

/**
 * Under which paths a cache in front of the site may hold what has changed. Where a page comes or goes, so does the way to it from the address
 * without the slash.
 */
export function purgePaths({ change, path }: Touched): string[] {
  const isMoved = change === 'created' || change === 'removed';
  return isMoved && path.endsWith('/') && path !== '/' ? [path, path.slice(0, -1)] : [path];
}
