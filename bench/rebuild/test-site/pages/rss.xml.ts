import type { APIContext } from 'astro';
import { getLiveCollection, getLiveEntry } from 'astro:content';
import { xmlText } from '../display';
import { richTextHtml } from '../rich-text';

const POSTS_IN_FEED = 20;

export async function GET({ site }: APIContext): Promise<Response> {
  const { entries = [] } = await getLiveCollection('posts', { locale: 'en', limit: POSTS_IN_FEED });
  const items: string[] = [];
  for (const { data, id } of entries) {
    const { entry } = await getLiveEntry('posts', { id });
    const address = new URL(data.$path ?? '', site).href;
    items.push(
      '<item>',
      `<title>${xmlText(data.title)}</title>`,
      `<link>${address}</link>`,
      `<guid isPermaLink="true">${address}</guid>`,
      `<pubDate>${new Date(data.publishedOn).toUTCString()}</pubDate>`,
      `<description>${xmlText(data.excerpt ?? '')}</description>`,
      `<content:encoded>${xmlText(richTextHtml(entry?.data.body))}</content:encoded>`,
      '</item>',
    );
  }
  const head =
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>';
  const headers = { 'content-type': 'application/rss+xml' };
  return new Response([head, '<title>The Long Harbour</title>', ...items, '</channel></rss>'].join('\n'), {
    headers,
  });
}
