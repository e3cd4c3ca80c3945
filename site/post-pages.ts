import { getLiveCollection } from 'astro:content';
import { count, type Data, type Filter } from './content.ts';
import { readSettings } from './settings.ts';

export type PostPage = {
  posts: { id: string; data: Data<'posts'> }[];
  page: number;
  pageCount: number;
};

/** One page of a list of posts, counted from 1; null if there is no such page. The first is there even when it is empty. */
export async function readPostPage(options: {
  locale: string;
  where?: Filter<'posts'>['where'];
  page: number;
}): Promise<PostPage | null> {
  const { locale, page, where } = options;
  const { postsPerPage } = await readSettings(locale);
  const pageCount = Math.max(1, Math.ceil(count('posts', { locale, where }) / postsPerPage));
  if (page > pageCount) return null;
  const offset = (page - 1) * postsPerPage;
  const { entries = [] } = await getLiveCollection('posts', { locale, where, limit: postsPerPage, offset });
  return { posts: entries, page, pageCount };
}

/** The number in an address such as `/blog/page/2/`; null for what is none. The first page has no number in its address. */
export function pageNumber(parameter: string | undefined): number | null {
  const number = /^[1-9]\d{0,5}$/.test(parameter ?? '') ? Number(parameter) : 1;
  return number > 1 ? number : null;
}
