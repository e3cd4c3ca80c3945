import type { APIRoute } from 'astro';
import { getLiveCollection } from 'astro:content';

export const GET: APIRoute = async ({ site }) => {
  const { entries = [] } = await getLiveCollection('posts', { locale: 'en' });
  const items = entries.map(
    ({ data }) => `<item><link>${new URL(data.$path ?? '/', site).href}</link></item>`,
  );
  return new Response(`<rss version="2.0"><channel>${items.join('')}</channel></rss>`, {
    headers: { 'content-type': 'application/rss+xml' },
  });
};
