import type { APIContext } from 'astro';
import { xmlText } from '../display';
import { pathOf, readPosts } from '../posts';

const POSTS_IN_FEED = 20;

export async function GET({ site }: APIContext): Promise<Response> {
  const items = (await readPosts()).slice(0, POSTS_IN_FEED).map((post) => {
    const address = new URL(pathOf(post), site).href;
    return [
      '<item>',
      `<title>${xmlText(post.data.title)}</title>`,
      `<link>${address}</link>`,
      `<guid isPermaLink="true">${address}</guid>`,
      `<pubDate>${post.data.date.toUTCString()}</pubDate>`,
      `<description>${xmlText(post.data.description)}</description>`,
      `<content:encoded>${xmlText(post.rendered?.html ?? '')}</content:encoded>`,
      '</item>',
    ].join('\n');
  });
  const head =
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>';
  return new Response([head, '<title>The Long Harbour</title>', ...items, '</channel></rss>'].join('\n'));
}
