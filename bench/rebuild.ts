import { atLeast, type Bench, type BenchContext, type BenchResult, type Goal } from './bench.ts';
import { openAstro } from './peers/astro.ts';
import { openHugo } from './peers/hugo.ts';
import type { Built, Peer } from './peers/peer.ts';
import { median } from './quantile.ts';
import { rebuildSite } from './rebuild/rebuild-site.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';

const PAGES = 10_000;
const RUNS = 3;
const GOALS: Record<string, number> = { hugo: 2, astro: 4 };
/** Sites that differ by more are not like for like. */
const PAGES_DIFFER_MAX = 0.05;

/**
 * Every generator has the same posts, lists of ten, tags, authors, feed and sitemap to make, in comparable markup, and begins with
 * nothing but its content: start of the process, build of the templates, pages and files are all in the time.
 */
export const bench: Bench = {
  name: 'rebuild',
  summary: 'the whole site from nothing but its content, in pages a second, against other generators',
  run: async (context) => {
    const { pages: [posts = PAGES] = [], against = Object.keys(GOALS) } = context.options;
    for (const name of against)
      if (GOALS[name] === undefined) throw new Error(`Known generators: ${Object.keys(GOALS).join(', ')}.`);
    const site = await createBenchSite({ posts });
    const peers: Peer[] = [];
    try {
      for (const name of against) {
        const peer =
          name === 'hugo' ? openHugo(site.content) : openAstro(site.content, { incremental: false });
        if (peer === null)
          context.progress(
            `${name.toUpperCase()} WAS NOT RUN: it is not here, and its goal counts as missed.`,
          );
        else peers.push(peer);
      }
      return await measure(context, { against, peers, site });
    } finally {
      for (const peer of peers) peer.remove();
      site.remove();
    }
  },
};

type Sides = { against: readonly string[]; peers: readonly Peer[]; site: BenchSite };

async function measure(context: BenchContext, { against, peers, site }: Sides): Promise<BenchResult> {
  const builds = new Map<string, Built[]>();
  const note = (name: string, { ms, pages }: Built): void => {
    builds.set(name, [...(builds.get(name) ?? []), { ms, pages }]);
    context.progress(`${name}: ${pages} pages in ${(ms / 1000).toFixed(2)} s`);
  };
  for (let run = 0; run < RUNS; run++) {
    const plain = await rebuildSite(site, { compress: false, durable: false });
    note('stillpress', plain);
    if (run === 0 && plain.wroteCompressed)
      context.progress('The target compressed all the same: this side has more to do than the others.');
    for (const peer of peers) note(peer.name, await peer.build({ fresh: true }));
    note('stillpressCompressedDurable', await rebuildSite(site, { compress: true, durable: true }));
  }
  for (const { name, version } of peers) context.progress(`${name} is ${version}`);
  warnOfDifferentSites(context, builds);
  const metrics = Object.fromEntries(
    [...builds].flatMap(([name, built]) => [
      [`${name}PagesPerSecond`, pagesPerSecond(built)],
      [`${name}Pages`, built[0]?.pages ?? 0],
    ]),
  );
  return { metrics, goals: against.map((name) => goalOf(name, builds)) };
}

function goalOf(name: string, builds: ReadonlyMap<string, readonly Built[]>): Goal {
  const [ours, theirs] = [builds.get('stillpress'), builds.get(name)];
  const value =
    ours === undefined || theirs === undefined ? 0 : pagesPerSecond(ours) / pagesPerSecond(theirs);
  return atLeast({ name: `pages a second ÷ ${name}'s`, value, goal: GOALS[name] ?? 0 });
}

function pagesPerSecond(built: readonly Built[]): number {
  return median(built.map(({ ms, pages }) => (pages * 1000) / ms));
}

function warnOfDifferentSites(context: BenchContext, builds: ReadonlyMap<string, readonly Built[]>): void {
  const ours = builds.get('stillpress')?.[0]?.pages ?? 0;
  for (const [name, [first]] of builds) {
    const theirs = first?.pages ?? 0;
    if (Math.abs(theirs - ours) > ours * PAGES_DIFFER_MAX)
      context.progress(`NOT LIKE FOR LIKE: ${name} makes ${theirs} pages, this site has ${ours}.`);
  }
}
