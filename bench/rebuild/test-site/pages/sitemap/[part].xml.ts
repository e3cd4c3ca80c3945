import type { APIContext } from 'astro';
import { getLiveCollection } from 'astro:content';

const ENTRIES_PER_SITEMAP = 200;

export async function GET({ params, site }: APIContext): Promise<Response> {
  const number = Number(/^posts-en-([1-9]\d*)$/.exec(params.part ?? '')?.[1]);
  if (Number.isNaN(number)) return new Response(null, { status: 404 });
  const window = { limit: ENTRIES_PER_SITEMAP, offset: (number - 1) * ENTRIES_PER_SITEMAP };
  const { entries = [] } = await getLiveCollection('posts', { locale: 'en', sort: 'id', ...window });
  if (entries.length === 0) return new Response(null, { status: 404 });
  const lines = entries.map(({ data }) => `<url><loc>${new URL(data.$path ?? '', site).href}</loc></url>`);
  const head =
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">';
  return new Response([head, ...lines, '</urlset>'].join('\n'), {
    headers: { 'content-type': 'application/xml' },
  });
}
