import type { APIContext } from 'astro';
import { keyOf, pathOf, readPosts } from '../../posts';

const ENTRIES_PER_SITEMAP = 200;

export async function getStaticPaths() {
  const paths = (await readPosts()).map(pathOf).sort();
  return Array.from({ length: Math.ceil(paths.length / ENTRIES_PER_SITEMAP) }, (_, index) => {
    const part = paths.slice(index * ENTRIES_PER_SITEMAP, (index + 1) * ENTRIES_PER_SITEMAP);
    return { params: { part: `posts-en-${index + 1}` }, props: { paths: part }, cacheKey: keyOf(part) };
  });
}

export function GET({ props, site }: APIContext<{ paths: string[] }>): Response {
  const lines = props.paths.map((path) => `<url><loc>${new URL(path, site).href}</loc></url>`);
  return new Response(
    [
      '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
      ...lines,
      '</urlset>',
    ].join('\n'),
  );
}
