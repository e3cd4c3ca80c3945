import { getLiveCollection } from 'astro:content';
import { count, type Data, type Filter } from './content.ts';
import { POSTS_PER_PAGE, type Card, type ListPage, type Term } from './display';

const LOCALE = 'en';

type Window = { where?: Filter<'posts'>['where']; limit: number; offset?: number };

/** The newest first. */
export async function readCards(window: Window): Promise<Card[]> {
  const { entries = [] } = await getLiveCollection('posts', { locale: LOCALE, ...window });
  return await Promise.all(entries.map(({ data }) => cardOf(data)));
}

async function cardOf(post: Data<'posts'>): Promise<Card> {
  return {
    path: post.$path ?? '',
    title: post.title,
    description: post.excerpt ?? '',
    date: post.publishedOn ?? '',
    topics: await readTerms('tags', post.tags),
  };
}

export async function readTerms(
  collection: 'tags' | 'authors',
  ids: readonly string[] | undefined,
): Promise<Term[]> {
  const { entries = [] } = await getLiveCollection(collection, { ids: ids ?? [] });
  return entries.map(({ data }) => data);
}

/** One page of a list, counted from 1; null if there is none. */
export async function readListPage({
  base,
  page,
  where,
}: {
  base: string;
  page: number;
  where?: Filter<'posts'>['where'];
}): Promise<ListPage | null> {
  const pageCount = Math.max(1, Math.ceil(count('posts', { locale: LOCALE, where }) / POSTS_PER_PAGE));
  if (!(page >= 1 && page <= pageCount)) return null;
  const offset = (page - 1) * POSTS_PER_PAGE;
  return { cards: await readCards({ where, limit: POSTS_PER_PAGE, offset }), page, pageCount, base };
}

/** Of a list that has its first page without a number. */
export function numberOf(parameter: string | undefined): number {
  const number = /^[1-9]\d*$/.test(parameter ?? '') ? Number(parameter) : 0;
  return number === 1 ? 0 : number;
}
