import type { APIContext } from 'astro';
import { type FeedPost, readFeed } from '../feed.ts';
import { xmlElement, xmlResponse, xmlText } from '../xml.ts';

export async function GET(context: APIContext): Promise<Response> {
  const feed = await readFeed(context, '/rss.xml');
  return xmlResponse(
    [
      '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">',
      '<channel>',
      xmlElement('title', feed.title),
      xmlElement('link', feed.homeUrl),
      xmlElement('description', feed.description ?? feed.title),
      xmlElement('language', feed.locale),
      `<atom:link href="${xmlText(feed.url)}" rel="self" type="application/rss+xml"/>`,
      ...feed.posts.flatMap(item),
      '</channel>',
      '</rss>',
    ],
    'application/rss+xml',
  );
}

function item(post: FeedPost): string[] {
  return [
    '<item>',
    xmlElement('title', post.title),
    xmlElement('link', post.url),
    `<guid isPermaLink="false">${xmlText(post.id)}</guid>`,
    xmlElement('pubDate', new Date(post.publishedAt).toUTCString()),
    ...post.authors.map(({ name }) => xmlElement('dc:creator', name)),
    ...post.tags.map((tag) => xmlElement('category', tag)),
    ...(post.excerpt === undefined ? [] : [xmlElement('description', post.excerpt)]),
    ...(post.html === undefined ? [] : [xmlElement('content:encoded', post.html)]),
    '</item>',
  ];
}
