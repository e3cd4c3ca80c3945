import type { APIContext } from 'astro';
import { readSitemapParts, sitemapName } from '../sitemap.ts';
import { xmlElement, xmlResponse } from '../xml.ts';

/** Names the parts, and not when each changed: it would be written again with every change to one of them. */
export async function GET({ site }: APIContext): Promise<Response> {
  const names = ['pages', ...(await readSitemapParts()).map(sitemapName)];
  return xmlResponse([
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...names.map((name) => {
      const { href } = new URL(`/sitemap/${name}.xml`, site);
      return `<sitemap>${xmlElement('loc', href)}</sitemap>`;
    }),
    '</sitemapindex>',
  ]);
}
