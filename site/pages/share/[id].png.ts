import type { APIContext } from 'astro';
import { getLiveCollection } from 'astro:content';
import { localeOf } from '../../locale.ts';
import { readSettings } from '../../settings.ts';
import { shareImage } from '../../share-image.ts';
import { textsOf } from '../../texts.ts';

/** An SVG at the address of a picture is made into one before it is public. It reads what lists read, so that no edit of a text touches it. */
export async function GET(context: APIContext): Promise<Response> {
  const locale = localeOf(context);
  const { entries = [] } = await getLiveCollection('posts', { ids: [context.params['id'] ?? ''] });
  const post = entries[0]?.data;
  if (post?.$locale !== locale) return new Response(null, { status: 404 });
  const { entries: authors = [] } = await getLiveCollection('authors', { ids: post.authors ?? [] });
  const { siteTitle } = await readSettings(locale);
  const byline = new Intl.ListFormat(textsOf(locale).dateFormat).format(authors.map(({ data }) => data.name));
  const svg = shareImage({ slug: post.slug, title: post.title, byline, siteTitle });
  return new Response(svg, { headers: { 'Content-Type': 'image/svg+xml' } });
}
