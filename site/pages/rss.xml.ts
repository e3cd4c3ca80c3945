import { getLiveCollection, getLiveEntry } from 'astro:content';
import type { APIContext } from 'astro';
import { renderRichTextHtml } from '../../model/rich-text/render-html.ts';
import { entryPath, type Data } from '../content.ts';
import { localeOf, localePath } from '../locale.ts';
import { readSettings } from '../settings.ts';
import { xmlResponse, xmlText } from '../xml.ts';

/** Readers ask for the feed often, and look at the newest posts alone. */
const POSTS_IN_FEED = 20;

export async function GET(context: APIContext): Promise<Response> {
  const locale = localeOf(context);
  const settings = await readSettings(locale);
  const absolute = (path: string): string => new URL(path, context.site).href;
  const items = (await readPosts(locale)).flatMap((post) => feedItem(post, absolute));
  return xmlResponse(
    [
      '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">',
      '<channel>',
      `<title>${xmlText(settings.siteTitle)}</title>`,
      `<link>${xmlText(absolute(localePath(locale, '/')))}</link>`,
      `<description>${xmlText(settings.description ?? settings.tagline ?? settings.siteTitle)}</description>`,
      `<language>${xmlText(locale)}</language>`,
      `<atom:link href="${xmlText(absolute(localePath(locale, '/rss.xml')))}" rel="self" type="application/rss+xml"/>`,
      ...items,
      '</channel>',
      '</rss>',
    ],
    'application/rss+xml',
  );
}

/** Lists do not carry bodies: each post is read by itself. */
async function readPosts(locale: string): Promise<Data<'posts'>[]> {
  const { entries = [] } = await getLiveCollection('posts', { locale, limit: POSTS_IN_FEED });
  const posts = await Promise.all(entries.map(({ id }) => getLiveEntry('posts', { id })));
  return posts.flatMap(({ entry }) => entry?.data ?? []);
}

function feedItem(post: Data<'posts'>, absolute: (path: string) => string): string[] {
  if (post.$path === null) return [];
  const address = xmlText(absolute(post.$path));
  const html = post.body && feedHtml(post.body, absolute);
  return [
    '<item>',
    `<title>${xmlText(post.title)}</title>`,
    `<link>${address}</link>`,
    `<guid isPermaLink="true">${address}</guid>`,
    `<pubDate>${new Date(post.publishedOn ?? post.$firstPublishedAt).toUTCString()}</pubDate>`,
    ...(post.excerpt === undefined ? [] : [`<description>${xmlText(post.excerpt)}</description>`]),
    ...(html === undefined ? [] : [`<content:encoded>${xmlText(html)}</content:encoded>`]),
    '</item>',
  ];
}

/** A feed reader shows the text elsewhere: links have to say where they lead. */
function feedHtml(body: NonNullable<Data<'posts'>['body']>, absolute: (path: string) => string): string {
  return renderRichTextHtml(body, {
    resolveEntryPath: (id) => {
      const path = entryPath(id);
      return path === null ? null : absolute(path);
    },
    resolveMedia: () => null,
  });
}
