import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { EDIT_KINDS, type EditKind } from './edits/edits.ts';
import { openDesk, type Desk, type Published } from './edits/open-desk.ts';
import { repeat } from './edits/repeat.ts';
import { stageTimes } from './edits/stage-times.ts';
import { openFloor, type Floor, type FloorMeasured } from './floor/floor.ts';
import { median, quantile } from './quantile.ts';
import { createBenchSite } from './site/bench-site.ts';
import { startPublishing } from './site/publishing-process.ts';

const PAGES = 10_000;
const PUBLISHES = 300;
/** V8 takes some hundred publications to compile what they run through. */
const WARM_UP_PUBLISHES = 100;
const WARM_UP_LIMIT_MS = 30_000;
const KIND_LIMIT_MS = 240_000;
const P50_GOAL = 2.5;
const P99_GOAL = 8;

export const bench: Bench = {
  name: 'publish',
  summary: 'from the request that publishes to the new bytes in the live tree, against the floor',
  run: async (context) => {
    const { pages: [posts = PAGES] = [], publishes = PUBLISHES, profile } = context.options;
    context.progress(`making a site of ${posts} posts`);
    const site = await createBenchSite({ posts });
    try {
      const publishing = await startPublishing(site, { profile });
      context.progress(`published for the first time after ${Math.round(publishing.startMs)} ms`);
      try {
        const desk = await openDesk(site, publishing.port);
        const floor = await openFloor(site, await desk.latestRelease());
        try {
          return await measure({ context, desk, floor, publishes });
        } finally {
          floor.close();
          await desk.close();
        }
      } finally {
        await publishing.stop();
      }
    } finally {
      site.remove();
    }
  },
};

type Tools = { context: BenchContext; desk: Desk; floor: Floor; publishes: number };
type Sample = Published & { floor: FloorMeasured };

async function measure({ context, desk, floor, publishes }: Tools): Promise<BenchResult> {
  const warmUp = Math.min(WARM_UP_PUBLISHES, publishes);
  for (const kind of EDIT_KINDS)
    await repeat({ times: warmUp, limitMs: WARM_UP_LIMIT_MS / EDIT_KINDS.length }, async () =>
      floor.measure((await desk.publish(kind)).release),
    );
  const result: BenchResult = { metrics: {}, goals: [] };
  for (const kind of EDIT_KINDS) {
    // Turn about, so that what else the machine does hits both sides.
    const samples = await repeat({ times: publishes, limitMs: KIND_LIMIT_MS }, async (): Promise<Sample> => {
      const published = await desk.publish(kind);
      return { ...published, floor: await floor.measure(published.release) };
    });
    report(context, kind, samples);
    Object.assign(result.metrics, metricsOf(kind, samples));
    result.goals.push(...goalsOf(kind, samples));
  }
  return result;
}

function report(context: BenchContext, kind: EditKind, samples: readonly Sample[]): void {
  const parts = (['commitMs', 'renderMs', 'writeMs'] as const).map(
    (part) => `${part.slice(0, -2)} ${median(samples.map(({ floor }) => floor[part])).toFixed(1)} ms`,
  );
  context.progress(
    `${kind}: ${samples.length} publications; stages: ${stageTimes(samples.map(({ release }) => release))}`,
  );
  context.progress(`${kind}: the floor: ${parts.join(', ')}`);
  const differing = samples.filter(({ floor }) => floor.differing > 0).length;
  if (differing > 0)
    context.progress(
      `${kind}: in ${differing} publications the floor rendered other bytes than the engine published.`,
    );
}

function metricsOf(kind: EditKind, samples: readonly Sample[]): Record<string, number> {
  const times = samples.map(({ ms }) => ms);
  return {
    [`${kind}P50Ms`]: quantile(times, 0.5),
    [`${kind}P95Ms`]: quantile(times, 0.95),
    [`${kind}P99Ms`]: quantile(times, 0.99),
    [`${kind}FromAcceptanceP50Ms`]: median(samples.map(({ acceptedMs, ms }) => ms - acceptedMs)),
    [`${kind}FloorP50Ms`]: median(samples.map(({ floor }) => floor.ms)),
    [`${kind}ChangedFiles`]: median(samples.map(({ release }) => release.files.length)),
    [`${kind}Publications`]: samples.length,
  };
}

function goalsOf(kind: EditKind, samples: readonly Sample[]) {
  const floorMs = median(samples.map(({ floor }) => floor.ms));
  const ratio = (share: number): number =>
    quantile(
      samples.map(({ ms }) => ms),
      share,
    ) / floorMs;
  return [
    atMost({ name: `${kind}: p50 ÷ floor`, value: ratio(0.5), goal: P50_GOAL }),
    atMost({ name: `${kind}: p99 ÷ floor`, value: ratio(0.99), goal: P99_GOAL }),
  ];
}
