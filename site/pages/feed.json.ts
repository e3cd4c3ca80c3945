import type { APIContext } from 'astro';
import { type FeedPost, readFeed } from '../feed.ts';

export async function GET(context: APIContext): Promise<Response> {
  const feed = await readFeed(context, '/feed.json');
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.homeUrl,
    feed_url: feed.url,
    description: feed.description,
    language: feed.locale,
    items: feed.posts.map(item),
  };
  return new Response(`${JSON.stringify(document, null, 1)}\n`, {
    headers: { 'Content-Type': 'application/feed+json; charset=utf-8' },
  });
}

function item(post: FeedPost): object {
  return {
    id: post.id,
    url: post.url,
    title: post.title,
    summary: post.excerpt,
    // An item has to have a content, be it empty.
    content_html: post.html ?? '',
    date_published: post.publishedAt,
    date_modified: post.updatedAt,
    authors: post.authors.length === 0 ? undefined : post.authors,
    tags: post.tags.length === 0 ? undefined : post.tags,
  };
}
