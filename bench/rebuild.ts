import { join } from 'node:path';
import { atLeast, type Bench, type BenchContext, type BenchResult, type Goal } from './bench.ts';
import { openAstro } from './peers/astro.ts';
import { openHugo } from './peers/hugo.ts';
import type { Built, Peer } from './peers/peer.ts';
import { median } from './quantile.ts';
import { rebuildSite } from './rebuild/rebuild-site.ts';
import { createTwinProject } from './rebuild/twin-project.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');
const PAGES = 10_000;
const RUNS = 3;
const GOALS: Record<string, number> = { hugo: 2, astro: 4 };
/** Sites that differ by more are not like for like. */
const PAGES_DIFFER_MAX = 0.02;

/**
 * Every generator makes the same pages of the same content, in the same markup; ours and Astro's from the very same components. What is
 * timed is the command that makes the whole site again, from the start of its process to the last file: every page is rendered and
 * written, and what a generator keeps of content and templates from one time to the next is there. The first time, from nothing but the
 * content, is printed beside, and so is our starter site, which has more to show.
 */
export const bench: Bench = {
  name: 'rebuild',
  summary: 'every page of the site rendered and written again, in pages a second, against other generators',
  run: async (context) => {
    const { pages: [posts = PAGES] = [], against = Object.keys(GOALS) } = context.options;
    for (const name of against)
      if (GOALS[name] === undefined) throw new Error(`Known generators: ${Object.keys(GOALS).join(', ')}.`);
    const site = await createBenchSite({ posts });
    const twin = createTwinProject();
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
      return await measure(context, { against, peers, site, projectRoot: twin.root });
    } finally {
      for (const peer of peers) peer.remove();
      twin.remove();
      site.remove();
    }
  },
};

type Sides = { against: readonly string[]; peers: readonly Peer[]; site: BenchSite; projectRoot: string };

async function measure(
  context: BenchContext,
  { against, peers, projectRoot, site }: Sides,
): Promise<BenchResult> {
  const plain = { compress: false, durable: false, projectRoot };
  const builds = new Map<string, Built[]>();
  const note = (name: string, { ms, pages }: Built): void => {
    builds.set(name, [...(builds.get(name) ?? []), { ms, pages }]);
    context.progress(`${name}: ${pages} pages in ${(ms / 1000).toFixed(2)} s`);
  };
  const first = await rebuildSite(site, { ...plain, fromNothing: true });
  note('stillpressFromNothing', first);
  if (first.wroteCompressed)
    context.progress('The target compressed all the same: this side has more to do than the others.');
  for (const peer of peers) note(`${peer.name}FromNothing`, await peer.build({ fresh: true }));
  for (let run = 0; run < RUNS; run++) {
    note('stillpress', await rebuildSite(site, { ...plain, fromNothing: false }));
    for (const peer of peers) note(peer.name, await peer.build({ fresh: false }));
  }
  const safe = { ...plain, compress: true, durable: true };
  note('stillpressCompressedDurable', await rebuildSite(site, { ...safe, fromNothing: false }));
  const starter = { ...plain, projectRoot: PROJECT_ROOT };
  note('starterSiteFromNothing', await rebuildSite(site, { ...starter, fromNothing: true }));
  note('starterSite', await rebuildSite(site, { ...starter, fromNothing: false }));
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
    if (name.startsWith('starterSite')) continue;
    if (Math.abs(theirs - ours) > ours * PAGES_DIFFER_MAX)
      context.progress(`NOT LIKE FOR LIKE: ${name} makes ${theirs} pages, this site has ${ours}.`);
  }
}
