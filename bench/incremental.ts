import { atLeast, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { openDesk, type Desk } from './edits/open-desk.ts';
import { openAstro, type AstroPeer } from './peers/astro.ts';
import type { Peer } from './peers/peer.ts';
import { median } from './quantile.ts';
import { createBenchSite } from './site/bench-site.ts';
import { startPublishing } from './site/publishing-process.ts';

const PAGES = 10_000;
const ROUNDS = 3;
const PUBLISHES_PER_ROUND = 20;
const GOAL = 300;
/** The front page, the 404 page and the feed have no key: they are rendered every time. */
const PAGES_WITHOUT_KEY = 3;

/**
 * One more paragraph in one post: through the API to the live tree here; there `astro build` with `experimental.incrementalBuild`,
 * and a cache key for every page that holds all that the page shows.
 */
export const bench: Bench = {
  name: 'incremental',
  summary: 'one edit, from the request to the live tree, against an incremental `astro build`',
  run: async (context) => {
    const { pages: [posts = PAGES] = [], against = ['astro'] } = context.options;
    if (against.join() !== 'astro') throw new Error('Only astro has incremental builds to compare with.');
    const site = await createBenchSite({ posts });
    const astro = openAstro(site.content, { incremental: true });
    try {
      const first = await astro.build({ fresh: true });
      context.progress(
        `astro ${astro.version}: ${first.pages} pages in ${(first.ms / 1000).toFixed(2)} s at first`,
      );
      await requireRestored(context, astro, first.pages);
      const publishing = await startPublishing(site);
      try {
        const desk = await openDesk(site, publishing.port);
        try {
          const result = await measure(context, { astro, desk, posts });
          Object.assign(result.metrics, { astroFirstBuildMs: first.ms });
          return result;
        } finally {
          await desk.close();
        }
      } finally {
        await publishing.stop();
      }
    } finally {
      astro.remove();
      site.remove();
    }
  },
};

/** With a wrong cache key Astro would render everything again, and we would look good. */
async function requireRestored({ progress }: BenchContext, astro: AstroPeer, pages: number): Promise<void> {
  const restored = await astro.countRestored();
  progress(`astro: nothing changed: ${restored} pages restored`);
  if (restored < pages - PAGES_WITHOUT_KEY) throw new Error(`Astro restored ${restored} of ${pages} pages.`);
}

type Sides = { astro: Peer; desk: Desk; posts: number };

async function measure(context: BenchContext, { astro, desk, posts }: Sides): Promise<BenchResult> {
  const { publishes = PUBLISHES_PER_ROUND } = context.options;
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    for (let count = 0; count < publishes; count++) ours.push((await desk.publish('bodyEdit')).ms);
    const index = Math.floor((posts * (round + 1)) / (ROUNDS + 1));
    const paragraph = `A paragraph of round ${round}.`;
    astro.editPost(index, paragraph);
    const { ms } = await astro.build({ fresh: false });
    if (!astro.readPost(index).includes(paragraph))
      throw new Error('Astro did not build the edited post again.');
    theirs.push(ms);
    context.progress(`round ${round + 1}: ${median(ours).toFixed(1)} ms here, ${ms.toFixed(0)} ms there`);
  }
  return {
    metrics: { stillpressP50Ms: median(ours), astroP50Ms: median(theirs) },
    goals: [atLeast({ name: "astro's time ÷ ours", value: median(theirs) / median(ours), goal: GOAL })],
  };
}
