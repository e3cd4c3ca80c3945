import { expect, onTestFinished, test } from 'vitest';
import { sampleSite } from '../content/sample-site.ts';
import { openAstro } from './astro.ts';

/** Three builds, each of which is quick alone. */
const TIMEOUT_MS = 180_000;

test(
  'makes every kind of page, and again only those that an edit changes',
  async () => {
    const astro = openAstro(sampleSite({ posts: 30 }), { incremental: true });
    onTestFinished(() => astro.remove());
    const posts = 30;
    const lists = { ofAll: 3, ofTwoTags: 2 * 3, ofOneAuthor: 3 };
    const alone = { front: 1, notFound: 1, about: 1, feed: 1, sitemap: 1 };
    const { pages } = await astro.build({ fresh: true });
    expect(pages).toBe(posts + sum(lists) + sum(alone));
    const withoutKey = 2 + 1;
    expect(await astro.countRestored()).toBe(pages - withoutKey);

    astro.editPost(3, 'One more paragraph.');
    expect(await astro.countRestored()).toBe(pages - withoutKey - 1);
    expect(astro.readPost(3)).toContain('One more paragraph.');
    expect(astro.readPost(4)).not.toContain('One more paragraph.');
  },
  TIMEOUT_MS,
);

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
