import { getLiveCollection, getLiveEntry } from 'astro:content';
import type { APIContext } from 'astro';
import { renderRichTextHtml } from '../model/rich-text/render-html.ts';
import { entryPath, type Data } from './content.ts';
import { localeOf, localePath } from './locale.ts';
import { readSettings } from './settings.ts';

/** Readers ask for feeds often, and look at the newest posts alone. */
const POSTS_IN_FEED = 20;

/** What every format of feed says, with absolute addresses. */
export type Feed = {
  locale: string;
  title: string;
  description: string | undefined;
  homeUrl: string;
  /** Of this feed itself. */
  url: string;
  /** Of the newest version of any post in it; the beginning of time where there is none. */
  updatedAt: string;
  posts: FeedPost[];
};

export type FeedPost = {
  /** Stays when the post moves: readers who saw it do not see it again. */
  id: string;
  url: string;
  title: string;
  excerpt: string | undefined;
  html: string | undefined;
  publishedAt: string;
  updatedAt: string;
  authors: { name: string; url: string | undefined }[];
  tags: string[];
};

/** `path` is the feed's own, without its locale: `/rss.xml`. */
export async function readFeed(context: APIContext, path: string): Promise<Feed> {
  const locale = localeOf(context);
  const settings = await readSettings(locale);
  const absolute = (target: string): string => new URL(target, context.site).href;
  const posts = (await readPosts(locale)).filter((post) => post.$path !== null);
  return {
    locale,
    title: settings.siteTitle,
    description: settings.description ?? settings.tagline,
    homeUrl: absolute(localePath(locale, '/')),
    url: absolute(localePath(locale, path)),
    updatedAt: posts.map((post) => post.$publishedAt).reduce(later, new Date(0).toISOString()),
    posts: await Promise.all(posts.map((post) => feedPost(post, absolute))),
  };
}

/** Lists do not carry bodies: each post is read by itself. */
async function readPosts(locale: string): Promise<(Data<'posts'> & { id: string })[]> {
  const { entries = [] } = await getLiveCollection('posts', { locale, limit: POSTS_IN_FEED });
  const posts = await Promise.all(entries.map(({ id }) => getLiveEntry('posts', { id })));
  return posts.flatMap(({ entry }) => (entry ? [{ ...entry.data, id: entry.id }] : []));
}

async function feedPost(
  post: Data<'posts'> & { id: string },
  absolute: (path: string) => string,
): Promise<FeedPost> {
  const { entries: authors = [] } = await getLiveCollection('authors', { ids: post.authors ?? [] });
  const { entries: tags = [] } = await getLiveCollection('tags', { ids: post.tags ?? [] });
  return {
    id: tagAddress(post, absolute('/')),
    url: absolute(post.$path ?? '/'),
    title: post.title,
    excerpt: post.excerpt,
    html: post.body && feedHtml(post.body, absolute),
    publishedAt:
      post.publishedOn === undefined ? post.$firstPublishedAt : `${post.publishedOn}T00:00:00.000Z`,
    updatedAt: post.$publishedAt,
    authors: authors.map(({ data }) => ({
      name: data.name,
      url: data.$path === null ? undefined : absolute(data.$path),
    })),
    tags: tags.map(({ data }) => data.name),
  };
}

/** As RFC 4151 makes a name of a host, a day on which it was ours, and something of our own. */
function tagAddress({ $firstPublishedAt, id }: Data<'posts'> & { id: string }, siteUrl: string): string {
  return `tag:${new URL(siteUrl).hostname},${$firstPublishedAt.slice(0, 10)}:${id}`;
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

/** Both as ISO 8601 in UTC, which sorts like the time it names. */
function later(a: string, b: string): string {
  return a > b ? a : b;
}
