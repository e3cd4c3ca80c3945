import type { APIContext } from 'astro';
import { count } from '../content.ts';

const ENTRIES_PER_SITEMAP = 200;

export function GET({ site }: APIContext): Response {
  const parts = Math.ceil(count('posts', { locale: 'en' }) / ENTRIES_PER_SITEMAP);
  const lines = Array.from(
    { length: parts },
    (_, index) => `<sitemap><loc>${new URL(`/sitemap/posts-en-${index + 1}.xml`, site).href}</loc></sitemap>`,
  );
  const head =
    '<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">';
  return new Response([head, ...lines, '</sitemapindex>'].join('\n'), {
    headers: { 'content-type': 'application/xml' },
  });
}
