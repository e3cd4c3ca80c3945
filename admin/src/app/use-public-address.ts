import { useSession } from './use-session.ts';

/** Where visitors see what is public at a path: they may come by another name than editors. */
export function usePublicAddress(): (path: string) => string {
  const { siteUrl } = useSession().session;
  const site = isOfThisMachine(siteUrl) ? location.origin : siteUrl;
  return (path) => new URL(path, site).href;
}

/** As long as nobody has said what the site is called: whoever comes from another machine came by a better name. */
function isOfThisMachine(url: string): boolean {
  return URL.parse(url)?.hostname === 'localhost';
}
