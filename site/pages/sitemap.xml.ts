import type { APIContext } from 'astro';
import { count } from '../content.ts';
import { contentModel } from '../content-model.ts';
import { collectionsWithPages, ENTRIES_PER_SITEMAP, sitemapName } from '../sitemap.ts';
import { xmlResponse, xmlText } from '../xml.ts';

/** Names the parts. Entries keep their part for good, so that a new one changes the last part alone. */
export function GET({ site }: APIContext): Response {
  const parts = collectionsWithPages().flatMap((collection) =>
    contentModel.locales.flatMap((locale) => {
      const length = Math.ceil(count(collection, { locale }) / ENTRIES_PER_SITEMAP);
      return Array.from({ length }, (_, index) => sitemapName({ collection, locale, number: index + 1 }));
    }),
  );
  const files = ['pages', ...parts].map((name) => new URL(`/sitemap/${name}.xml`, site).href);
  return xmlResponse([
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...files.map((file) => `<sitemap><loc>${xmlText(file)}</loc></sitemap>`),
    '</sitemapindex>',
  ]);
}
