import type { APIRoute } from 'astro';
import { count } from '../content.ts';

export const GET: APIRoute = () => {
  const parts = Math.ceil(count({ collection: 'posts', locale: 'en' }) / 5);
  const names = Array.from(
    { length: parts },
    (_, part) => `<sitemap><loc>https://torture.example/sitemap/${part + 1}.xml</loc></sitemap>`,
  );
  return new Response(`<sitemapindex>${names.join('')}</sitemapindex>`, {
    headers: { 'content-type': 'application/xml' },
  });
};
