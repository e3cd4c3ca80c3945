import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { EDIT_KINDS, type EditKind } from './edits/edits.ts';
import { openDesk, type Desk, type Published } from './edits/open-desk.ts';
import { repeat } from './edits/repeat.ts';
import { median } from './quantile.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { startPublishing, type Memory, type PublishingProcess } from './site/publishing-process.ts';

const SIZES = [1_000, 10_000, 100_000];
const PUBLISHES = 60;
const WARM_UP_PUBLISHES = 30;
const WARM_UP_LIMIT_MS = 60_000;
/** For all sizes together: a slow engine is measured with fewer publications rather than for hours. */
const KIND_LIMIT_MS = 300_000;
const RATIO_GOAL = 1.25;
/** Megabytes, as the system counts them. */
const MEMORY_GOAL_MB = 400;

/**
 * Sites of several sizes, each published by a process of its own, all of them at once: their publications take turns, so that what
 * else the machine does hits every size. A tag has 100 posts and an author 100 whatever the size, hence an edit changes the same
 * number of pages of lists; how many it did change is printed.
 */
export const bench: Bench = {
  name: 'scale',
  summary:
    'the time of a publication on a large site, against that on a small one; memory and start of the large one',
  run: async (context) => {
    const { pages = SIZES, publishes = PUBLISHES } = context.options;
    const open: Sized[] = [];
    const desks: AtDesk[] = [];
    try {
      for (const size of pages.toSorted((a, b) => a - b)) open.push(await openSized(context, size));
      // Once all are published: a server closes connections that nobody uses.
      for (const sized of open)
        desks.push({ ...sized, desk: await openDesk(sized.site, sized.publishing.port) });
      const measured = await measure(context, desks, publishes);
      const largest = open.at(-1);
      if (largest === undefined) throw new Error('There is no size to measure.');
      const restarted = await restart(context, largest);
      return resultOf(open, { measured, restarted });
    } finally {
      for (const { desk } of desks) await desk.close();
      for (const { publishing, site } of open) {
        await publishing.stop();
        site.remove();
      }
    }
  },
};

type Sized = { size: number; site: BenchSite; publishing: PublishingProcess };
type AtDesk = Sized & { desk: Desk };
type Measured = Record<EditKind, Map<number, Published[]>>;
type Restarted = { startMs: number; published: Memory; started: Memory };

async function openSized({ progress }: BenchContext, size: number): Promise<Sized> {
  const startedAt = performance.now();
  const site = await createBenchSite({ posts: size });
  progress(`${size} posts: made in ${seconds(performance.now() - startedAt)}`);
  try {
    const publishing = await startPublishing(site);
    const { peakRssMb } = publishing.memory();
    progress(
      `${size} posts: first published after ${seconds(publishing.startMs)}, ${Math.round(peakRssMb)} MB at most`,
    );
    return { size, site, publishing };
  } catch (error) {
    site.remove();
    throw error;
  }
}

async function measure(
  { progress }: BenchContext,
  sites: readonly AtDesk[],
  publishes: number,
): Promise<Measured> {
  const warmUp = { times: Math.min(WARM_UP_PUBLISHES, publishes), limitMs: WARM_UP_LIMIT_MS };
  await repeat(warmUp, async () => {
    for (const kind of EDIT_KINDS) for (const { desk } of sites) await desk.publish(kind);
  });
  const measured: Measured = { bodyEdit: new Map(), titleEdit: new Map(), newPost: new Map() };
  for (const kind of EDIT_KINDS) {
    for (const { size } of sites) measured[kind].set(size, []);
    await repeat({ times: publishes, limitMs: KIND_LIMIT_MS }, async () => {
      for (const { desk, size } of sites) measured[kind].get(size)?.push(await desk.publish(kind));
    });
    for (const [size, published] of measured[kind])
      progress(
        `${kind} at ${size} posts: p50 ${p50(published).toFixed(1)} ms, ${published.length} publications, ${changed(published)} files changed`,
      );
    if (new Set([...measured[kind].values()].map(changed)).size > 1)
      progress(`NOT LIKE FOR LIKE: ${kind} changes more files on one size than on another.`);
  }
  return measured;
}

/** The site is all there, and is published by a new process. */
async function restart({ progress }: BenchContext, { publishing, site, size }: Sized): Promise<Restarted> {
  const published = publishing.memory();
  await publishing.stop();
  const again = await startPublishing(site);
  const started = again.memory();
  await again.stop();
  progress(`${size} posts: started again in ${seconds(again.startMs)}`);
  return { startMs: again.startMs, published, started };
}

type Outcome = { measured: Measured; restarted: Restarted };

function resultOf(sites: readonly Sized[], { measured, restarted }: Outcome): BenchResult {
  const sizes = sites.map(({ size }) => size);
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
  const metrics: Record<string, number> = {};
  for (const kind of EDIT_KINDS)
    for (const size of sizes) {
      const published = measured[kind].get(size) ?? [];
      metrics[`${kind}At${size}P50Ms`] = p50(published);
      metrics[`${kind}At${size}ChangedFiles`] = changed(published);
    }
  for (const { publishing, size } of sites) metrics[`firstPublishedAt${size}AfterMs`] = publishing.startMs;
  Object.assign(metrics, {
    startedAgainAfterMs: restarted.startMs,
    publishingMb: restarted.published.rssMb,
    publishingPeakMb: restarted.published.peakRssMb,
    startedAgainMb: restarted.started.rssMb,
    startedAgainPeakMb: restarted.started.peakRssMb,
  });
  const ratios = EDIT_KINDS.map((kind) =>
    atMost({
      name: `${kind}: p50 at ${largest} ÷ at ${smallest} posts`,
      value: p50(measured[kind].get(largest) ?? []) / p50(measured[kind].get(smallest) ?? []),
      goal: RATIO_GOAL,
    }),
  );
  const name = `memory while publishing at ${largest} posts, MB`;
  return {
    metrics,
    goals: [...ratios, atMost({ name, value: restarted.published.rssMb, goal: MEMORY_GOAL_MB })],
  };
}

function p50(published: readonly Published[]): number {
  return median(published.map(({ ms }) => ms));
}

function changed(published: readonly Published[]): number {
  return median(published.map(({ release }) => release.files.length));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
