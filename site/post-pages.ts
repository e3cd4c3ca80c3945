import { getLiveCollection } from 'astro:content';
import { count, type Data, type Filter } from './content.ts';
import { readSettings } from './settings.ts';

export type ListedPost = { id: string; data: Data<'posts'> };

/** Which posts a list is about: all of a locale, or those of a topic or an author. */
export type PostSelection = {
  locale: string;
  where?: Filter<'posts'>['where'];
  /** As many as the settings say, unless the page has a form of its own. */
  postsPerPage?: number;
};

export type PostPage = {
  /** The newest first. */
  posts: ListedPost[];
  /** Null is the front, which has no number in its address. */
  page: number | null;
  /** The number of the page with the posts before these; null where the list begins. */
  older: number | null;
  /** The number of the page with the posts after these; null means the front. */
  newer: number | null;
};

/*
 * A list is cut into full pages that are counted from its oldest post: page 1 holds the first posts of all, and a new post leaves it
 * as it is. The front holds the newest full page and whatever has come since. So with four posts a page, eleven posts make page 1
 * (posts 1 to 4) and a front of seven (11 to 5); the twelfth makes the front four long, and page 2 appears below it.
 */
export const OLDEST_FIRST = ['publishedOn', 'id'] as const;

/** The newest posts of a list: the page that a new post changes. It is there even when it is empty. */
export async function readFrontPage(selection: PostSelection): Promise<PostPage> {
  const { locale, where } = selection;
  const postsPerPage = await readPostsPerPage(selection);
  const total = count('posts', { locale, where });
  const older = Math.max(0, Math.floor(total / postsPerPage) - 1);
  const limit = total - older * postsPerPage;
  const { entries = [] } = await getLiveCollection('posts', { locale, where, limit });
  return { posts: entries, page: null, older: older || null, newer: null };
}

/**
 * A full page, counted from 1; null if the list has not come that far. It does not read how many posts there are, which every new
 * one changes: it looks whether the posts are there that complete the pages after it.
 */
export async function readNumberedPage(
  selection: PostSelection & { page: number },
): Promise<PostPage | null> {
  const { locale, page, where } = selection;
  const postsPerPage = await readPostsPerPage(selection);
  const readFromOldest = async (window: { offset: number; limit: number }) => {
    const read = { locale, where, sort: OLDEST_FIRST, ...window };
    return (await getLiveCollection('posts', read)).entries ?? [];
  };
  const isFull = async (number: number): Promise<boolean> => {
    const lastOfPage = await readFromOldest({ offset: number * postsPerPage - 1, limit: 1 });
    return lastOfPage.length > 0;
  };
  if (!(await isFull(page + 1))) return null;
  const posts = await readFromOldest({ offset: (page - 1) * postsPerPage, limit: postsPerPage });
  return {
    posts: posts.toReversed(),
    page,
    older: page > 1 ? page - 1 : null,
    newer: (await isFull(page + 2)) ? page + 1 : null,
  };
}

async function readPostsPerPage({ locale, postsPerPage }: PostSelection): Promise<number> {
  return postsPerPage ?? (await readSettings(locale)).postsPerPage;
}

/** The number in an address such as `/blog/page/2/`; null for what is none. */
export function pageNumber(parameter: string | undefined): number | null {
  return /^[1-9]\d{0,5}$/.test(parameter ?? '') ? Number(parameter) : null;
}
