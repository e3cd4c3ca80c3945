import { encodePath } from './public-path.ts';
import type { PlannedPage } from './site-plan.ts';

type PageWithUrl = PlannedPage & { url: string };

/** Each page with its full address, and what a cache in front of the site would have to forget. */
export function withUrls<Plan extends { pages: PlannedPage[] }>(
  { pages: planned, ...plan }: Plan,
  siteUrl: string,
) {
  const pages = planned.map((page): PageWithUrl => {
    const { cause, change, hash, path } = page;
    return { change, path, url: siteUrl + encodePath(path), cause, hash };
  });
  return { ...plan, pages, purgeUrls: pages.map(({ url }) => url) };
}
