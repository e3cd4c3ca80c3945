import { createHash } from 'node:crypto';
import { getCollection, type CollectionEntry } from 'astro:content';
import { POSTS_PER_PAGE, type Card, type ListPage, type Term } from './display';

export type Post = CollectionEntry<'posts'>;

let posts: Promise<Post[]> | undefined;

/** The newest first; read and sorted once for a build. */
export function readPosts(): Promise<Post[]> {
  return (posts ??= getCollection('posts').then((all) =>
    all.sort((a, b) => b.data.date.getTime() - a.data.date.getTime() || (a.id < b.id ? 1 : -1)),
  ));
}

export async function readTerms(collection: 'tags' | 'authors'): Promise<Map<string, Term>> {
  return new Map((await getCollection(collection)).map(({ data }) => [data.slug, data]));
}

export function cardOf(post: Post, tags: Map<string, Term>): Card {
  return {
    path: pathOf(post),
    title: post.data.title,
    description: post.data.description,
    date: post.data.date.toISOString(),
    topics: termsOf(post.data.tags, tags),
  };
}

export function termsOf(slugs: readonly string[], terms: Map<string, Term>): Term[] {
  return slugs.flatMap((slug) => terms.get(slug) ?? []);
}

export function pathOf(post: Post): string {
  return `/blog/${post.id}/`;
}

/** The pages of a list, with everything that they show in their keys. */
export function listPages({ base, cards, about }: { base: string; cards: Card[]; about?: Term }) {
  const pageCount = Math.max(1, Math.ceil(cards.length / POSTS_PER_PAGE));
  return Array.from({ length: pageCount }, (_, index) => {
    const shown = cards.slice(index * POSTS_PER_PAGE, (index + 1) * POSTS_PER_PAGE);
    const list: ListPage = { cards: shown, page: index + 1, pageCount, base };
    return { page: index === 0 ? undefined : `page/${index + 1}`, list, cacheKey: keyOf([list, about]) };
  });
}

/** The lists of all tags, or of all authors. */
export async function termPages(collection: 'tags' | 'authors') {
  const [posts, tags, terms] = [await readPosts(), await readTerms('tags'), await readTerms(collection)];
  const cards = new Map([...terms.keys()].map((slug) => [slug, [] as Card[]]));
  for (const post of posts)
    for (const slug of post.data[collection]) cards.get(slug)?.push(cardOf(post, tags));
  return [...terms.values()].flatMap((term) =>
    listPages({ base: `/${collection}/${term.slug}/`, cards: cards.get(term.slug) ?? [], about: term }).map(
      ({ cacheKey, list, page }) => ({ params: { slug: term.slug, page }, props: { term, list }, cacheKey }),
    ),
  );
}

export function keyOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 22);
}
