import type { APIContext } from 'astro';
import { inEveryLocale } from '../../locale.ts';
import { parseSitemapName, readSitemapPart, type SitemapAddress } from '../../sitemap.ts';
import { xmlElement, xmlResponse } from '../../xml.ts';

export async function GET({ params, site }: APIContext): Promise<Response> {
  const addresses = params['part'] === 'pages' ? pagesWithoutEntry() : await readPart(params['part']);
  if (addresses === null) return new Response(null, { status: 404 });
  return xmlResponse([
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...addresses.map(({ changedAt, path }) => {
      const changed = changedAt === null ? '' : xmlElement('lastmod', changedAt);
      return `<url>${xmlElement('loc', new URL(path, site).href)}${changed}</url>`;
    }),
    '</urlset>',
  ]);
}

function pagesWithoutEntry(): SitemapAddress[] {
  return ['/', '/blog/', '/archive/'].flatMap(inEveryLocale).map(({ path }) => ({ path, changedAt: null }));
}

async function readPart(name: string | undefined): Promise<SitemapAddress[] | null> {
  const part = parseSitemapName(name);
  return part && readSitemapPart(part);
}
