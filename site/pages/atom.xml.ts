import type { APIContext } from 'astro';
import { type Feed, type FeedPost, readFeed } from '../feed.ts';
import { xmlElement, xmlResponse, xmlText } from '../xml.ts';

export async function GET(context: APIContext): Promise<Response> {
  const feed = await readFeed(context, '/atom.xml');
  return xmlResponse(
    [
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xmlText(feed.locale)}">`,
      xmlElement('title', feed.title),
      ...(feed.description === undefined ? [] : [xmlElement('subtitle', feed.description)]),
      xmlElement('id', feed.homeUrl),
      xmlElement('updated', feed.updatedAt),
      `<link rel="self" type="application/atom+xml" href="${xmlText(feed.url)}"/>`,
      `<link rel="alternate" type="text/html" href="${xmlText(feed.homeUrl)}"/>`,
      // Atom wants an author of every entry; this one stands for those that name none.
      author({ name: feed.title, url: undefined }),
      ...feed.posts.flatMap(entry),
      '</feed>',
    ],
    'application/atom+xml',
  );
}

function entry(post: Feed['posts'][number]): string[] {
  return [
    '<entry>',
    xmlElement('title', post.title),
    xmlElement('id', post.id),
    `<link rel="alternate" type="text/html" href="${xmlText(post.url)}"/>`,
    xmlElement('published', post.publishedAt),
    xmlElement('updated', post.updatedAt),
    ...post.authors.map(author),
    ...post.tags.map((tag) => `<category term="${xmlText(tag)}"/>`),
    ...(post.excerpt === undefined ? [] : [xmlElement('summary', post.excerpt)]),
    ...(post.html === undefined ? [] : [`<content type="html">${xmlText(post.html)}</content>`]),
    '</entry>',
  ];
}

function author({ name, url }: FeedPost['authors'][number]): string {
  return `<author>${xmlElement('name', name)}${url === undefined ? '' : xmlElement('uri', url)}</author>`;
}
