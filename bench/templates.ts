import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { repeat } from './edits/repeat.ts';
import { median, quantile } from './quantile.ts';
import { createBenchSite, SITE_URL } from './site/bench-site.ts';
import { createEditedProject, type EditedProject, type TemplateEdit } from './templates/edited-project.ts';
import { startWatchedPublisher, type WatchedPublisher } from './templates/watched-publisher.ts';

const POSTS = 30;
const EDITS = 10;
const KINDS = ['style', 'markup'] as const satisfies TemplateEdit[];
/** The first edits have what they run through to be compiled. */
const WARM_UP_EDITS = 2;
const KIND_LIMIT_MS = 30_000;
/** Whoever has saved looks at the page before they save again. */
const PAUSE_MS = 2_500;
/** The process that is looked at has the processor meanwhile. */
const LOOK_EVERY_MS = 2;
/** What somebody who works on a template waits for it. An absolute time, since that is what they feel. */
const P50_GOAL_MS = 2_000;

/**
 * The publisher as `npm start` runs it, on a copy of the starter site. Each edit changes every page; what is timed begins when the file has been saved and
 * ends when the home page in the live tree is another one, which is when all of them are.
 */
export const bench: Bench = {
  name: 'templates',
  summary: 'from saving a template to its pages in the live tree',
  run: async (context) => {
    const { pages: [posts = POSTS] = [] } = context.options;
    const site = await createBenchSite({ posts });
    const project = createEditedProject();
    try {
      const { dataDir, targetRoot } = site;
      const order = { dataDir, targetRoot, siteUrl: SITE_URL, projectRoot: project.root };
      const publisher = await startWatchedPublisher(order);
      try {
        return await measure(context, { home: join(targetRoot, 'live/index.html'), project, publisher });
      } finally {
        await publisher.stop();
      }
    } finally {
      project.remove();
      site.remove();
    }
  },
};

type Tools = { home: string; project: EditedProject; publisher: WatchedPublisher };
type Edited = { ms: number; buildMs: number; releaseMs: number };

async function measure(context: BenchContext, tools: Tools): Promise<BenchResult> {
  const { publishes: times = EDITS } = context.options;
  const result: BenchResult = { metrics: {}, goals: [] };
  for (const kind of KINDS) {
    await repeat({ times: WARM_UP_EDITS, limitMs: KIND_LIMIT_MS }, () => edit(kind, tools));
    const edits = await repeat({ times, limitMs: KIND_LIMIT_MS }, () => edit(kind, tools));
    const p50 = quantile(
      edits.map(({ ms }) => ms),
      0.5,
    );
    context.progress(`${kind}: ${edits.length} edits, p50 ${Math.round(p50)} ms`);
    Object.assign(result.metrics, metricsOf(kind, edits));
    result.goals.push(atMost({ name: `${kind} edit, p50 in ms`, value: p50, goal: P50_GOAL_MS }));
  }
  return result;
}

async function edit(kind: TemplateEdit, { home, project, publisher }: Tools): Promise<Edited> {
  await pause(PAUSE_MS);
  const before = statSync(home).ino;
  project.edit(kind);
  const savedAt = performance.now();
  const released = publisher.untilReleased();
  while (statSync(home).ino === before) await Promise.race([pause(LOOK_EVERY_MS), released]);
  const ms = performance.now() - savedAt;
  return { ms, ...(await released) };
}

function metricsOf(kind: TemplateEdit, edits: readonly Edited[]): Record<string, number> {
  const times = edits.map(({ ms }) => ms);
  return {
    [`${kind}P50Ms`]: quantile(times, 0.5),
    [`${kind}P95Ms`]: quantile(times, 0.95),
    [`${kind}BuildP50Ms`]: median(edits.map(({ buildMs }) => buildMs)),
    [`${kind}ReleaseP50Ms`]: median(edits.map(({ releaseMs }) => releaseMs)),
  };
}
