import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { createRandom } from './random.ts';
import { sampleBody } from './sample-body.ts';
import { headline, sentence } from './sentences.ts';

/** A publication of any size. Each entry follows from the seed and its number alone: nothing is kept in memory. */
export type SampleSite = {
  postCount: number;
  tags: readonly SampleTag[];
  authors: readonly SampleAuthor[];
  post(index: number): SamplePost;
  /** Of a post that does not exist yet: newer than all that do. */
  newPost(index: number): SampleFields;
};

export type SampleTag = { id: string; name: string; slug: string; description: string };
export type SampleAuthor = { id: string; name: string; slug: string };

export type SampleFields = {
  title: string;
  slug: string;
  excerpt: string;
  body: RichTextDocument;
  authors: string[];
  tags: string[];
  publishedOn: string;
};

export type SamplePost = { id: string; fields: SampleFields };

/** With two tags a post, each tag has 100 posts whatever the size of the site: an edit touches as many pages of lists in a small one. */
const POSTS_PER_TAG = 50;
const POSTS_PER_AUTHOR = 100;
const FIRST_DAY_MS = Date.UTC(2006, 0, 1);
const DAYS = 7_000;
const DAY_MS = 86_400_000;
/** Keeps the texts of new posts apart from those of old ones. */
const NEW_POSTS_FROM = 10_000_000;

export function sampleSite({ posts, seed = 1 }: { posts: number; seed?: number }): SampleSite {
  const tags = Array.from({ length: Math.max(2, Math.floor(posts / POSTS_PER_TAG)) }, (_, index) => ({
    id: sampleId('tags', index),
    name: `Topic ${index + 1}`,
    slug: `topic-${index + 1}`,
    description: sentence(createRandom(seed + index)),
  }));
  const authors = Array.from({ length: Math.max(1, Math.floor(posts / POSTS_PER_AUTHOR)) }, (_, index) => ({
    id: sampleId('authors', index),
    name: `Author ${index + 1}`,
    slug: `author-${index + 1}`,
  }));
  const fields = (index: number, publishedOn: string): SampleFields => {
    const random = createRandom(Math.imul(seed, 0x9e_37_79_b1) + index);
    return {
      title: headline(random, 5),
      slug: `post-${index + 1}`,
      excerpt: sentence(random),
      body: sampleBody(random),
      authors: [idAt(authors, index)],
      // The second one half of them away: never the first again.
      tags: [idAt(tags, index), idAt(tags, index + Math.floor(tags.length / 2))],
      publishedOn,
    };
  };
  return {
    postCount: posts,
    tags,
    authors,
    post: (index) => ({ id: sampleId('posts', index), fields: fields(index, dayOf(index / posts)) }),
    newPost: (index) => fields(NEW_POSTS_FROM + index, dayOf(1)),
  };
}

/** In the form of the ids that the store makes, older than any of those, and in the order of the numbers. */
export function sampleId(collection: keyof typeof ID_PREFIXES, index: number): string {
  return `0190000${ID_PREFIXES[collection]}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

const ID_PREFIXES = { settings: 1, navigation: 2, authors: 3, tags: 4, pages: 5, posts: 6 };

function idAt(entries: readonly { id: string }[], index: number): string {
  const { id } = entries[index % entries.length] ?? {};
  if (id === undefined) throw new Error('A sample site has tags and authors.');
  return id;
}

/** The posts are spread evenly over the years. */
function dayOf(share: number): string {
  return new Date(FIRST_DAY_MS + Math.floor(share * DAYS) * DAY_MS).toISOString().slice(0, 10);
}
