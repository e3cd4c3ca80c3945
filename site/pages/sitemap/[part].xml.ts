import { getLiveCollection } from 'astro:content';
import type { APIContext } from 'astro';
import { inEveryLocale } from '../../locale.ts';
import { ENTRIES_PER_SITEMAP, parseSitemapName } from '../../sitemap.ts';
import { xmlResponse, xmlText } from '../../xml.ts';

type Address = { path: string; changedAt: string | null };

export async function GET({ params, site }: APIContext): Promise<Response> {
  const addresses = params['part'] === 'pages' ? pagesWithoutEntry() : await readPart(params['part']);
  if (addresses === null) return new Response(null, { status: 404 });
  return xmlResponse([
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...addresses.map(({ changedAt, path }) => {
      const changed = changedAt === null ? '' : `<lastmod>${xmlText(changedAt)}</lastmod>`;
      return `<url><loc>${xmlText(new URL(path, site).href)}</loc>${changed}</url>`;
    }),
    '</urlset>',
  ]);
}

function pagesWithoutEntry(): Address[] {
  return ['/', '/blog/'].flatMap(inEveryLocale).map(({ path }) => ({ path, changedAt: null }));
}

/** Null if there is no such part. */
async function readPart(name: string | undefined): Promise<Address[] | null> {
  const part = parseSitemapName(name);
  if (part === null) return null;
  const { entries = [] } = await getLiveCollection(part.collection, {
    locale: part.locale,
    // Ids grow with time: an entry stays in the part in which it first appeared.
    sort: 'id',
    limit: ENTRIES_PER_SITEMAP,
    offset: (part.number - 1) * ENTRIES_PER_SITEMAP,
  });
  const addresses = entries.flatMap(({ data: { $path, $publishedAt } }) =>
    $path === null ? [] : [{ path: $path, changedAt: $publishedAt }],
  );
  return addresses.length === 0 ? null : addresses;
}
