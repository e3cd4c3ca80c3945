import type { APIRoute } from 'astro';
import { getLiveCollection } from 'astro:content';
import { escapeXml } from '../content.ts';

export const GET: APIRoute = async () => {
  const { entries = [] } = await getLiveCollection('posts', {
    locale: 'en',
    sort: ['-day', 'title'],
    limit: 3,
  });
  const items = entries.map(
    ({ data }) =>
      `<item><title>${escapeXml(data.title)}</title><link>https://torture.example${data.$path}</link></item>`,
  );
  return new Response(`<rss version="2.0"><channel>${items.join('')}</channel></rss>`, {
    headers: { 'content-type': 'application/rss+xml' },
  });
};
