import { encodePath } from './public-path.ts';
import { purgeUrls } from './purge-urls.ts';
import type { PlanBasis, PlannedDeadLink, PlannedPage, SitePlan } from './site-plan.ts';

type PageWithUrl = PlannedPage & { url: string };

/** Each page with its full address, and what a cache in front of the site would have to forget. Dead links are named once. */
export function withUrls<Basis extends PlanBasis, Link extends PlannedDeadLink>(
  plan: Omit<SitePlan, 'basis' | 'deadLinks'> & { basis: Basis; deadLinks: Link[] },
  siteUrl: string,
) {
  const { basis, deadLinks, failures, redirects, texts, work } = plan;
  const pages = plan.pages.map((page): PageWithUrl => {
    const { cause, change, hash, path } = page;
    return { change, path, url: siteUrl + encodePath(path), cause, hash };
  });
  return { basis, pages, failures, redirects, deadLinks, texts, work, purgeUrls: purgeUrls(pages, siteUrl) };
}
