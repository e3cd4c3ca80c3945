import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../server/store/database.ts';
import { listSchedules } from '../server/store/schedules.ts';
import { atLeast, atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { createEdits, EDIT_KINDS, type Edit } from './edits/edits.ts';
import { median, quantile } from './quantile.ts';
import { startRebuilding } from './schedules/rebuilding.ts';
import { createBenchSite, type BenchSite } from './site/bench-site.ts';
import { signIn, type Editor } from './site/editor.ts';
import { watchLiveFile } from './site/live-file.ts';
import { startPublishing } from './site/publishing-process.ts';

const PAGES = 10_000;
const SCHEDULES = 21;
/** All have been made by then, and the first one is still further away than the last proof of it begins. */
const AHEAD_MS = 6_000;
/** What one of them may take to be made, its pages rendered for the first time, while the site is being rendered anew. */
const MAKING_MS = 1_500;
const GOAL_MS = 1_000;

export const bench: Bench = {
  name: 'schedules',
  summary: 'from the second for which something is scheduled to its bytes in the live tree',
  run: async (context) => {
    const { pages: [posts = PAGES] = [], publishes = SCHEDULES, profile } = context.options;
    context.progress(`making a site of ${posts} posts`);
    const site = await createBenchSite({ posts });
    try {
      const publishing = await startPublishing(site, { profile });
      context.progress(`published for the first time after ${Math.round(publishing.startMs)} ms`);
      const editor = await signIn(site, publishing.port);
      try {
        return await measure({ context, editor, site, times: publishes });
      } finally {
        editor.close();
        await publishing.stop();
      }
    } finally {
      site.remove();
    }
  },
};

type Desk = { context: BenchContext; editor: Editor; site: BenchSite; times: number };
type Sample = { liveMs: number; logMs: number };

async function measure({ context, editor, site, times }: Desk): Promise<BenchResult> {
  const { prepare } = createEdits(site.content, editor);
  const result: BenchResult = { metrics: {}, goals: [] };
  const take = async (name: string): Promise<void> => {
    const edits: Edit[] = [];
    for (let index = 0; index < times; index += 1)
      edits.push(await prepare(EDIT_KINDS[index % EDIT_KINDS.length] ?? 'bodyEdit'));
    const samples = await fireAll({ editor, site, edits });
    Object.assign(result.metrics, metricsOf(name, samples));
    result.goals.push(...goalsOf(name, samples));
    const slowest = Math.max(...samples.map(({ liveMs }) => liveMs));
    context.progress(
      `${name}: ${samples.length} schedules, the slowest ${Math.round(slowest)} ms after its second`,
    );
  };
  await take('quiet');
  const rebuilding = startRebuilding(site);
  try {
    await take('rebuilding');
  } finally {
    result.metrics['rebuilds'] = await rebuilding.stop();
  }
  return result;
}

type Firing = { editor: Editor; site: BenchSite; edits: readonly Edit[] };

/** All are armed before the first is due, each is watched, and nobody asks the process for anything meanwhile. */
async function fireAll({ edits, editor, site }: Firing): Promise<Sample[]> {
  const first = Math.ceil((Date.now() + AHEAD_MS + edits.length * MAKING_MS) / 1_000) * 1_000;
  const watched = [];
  for (const [index, { draft, file, marker }] of edits.entries()) {
    const due = new Date(first + secondOf(index) * 1_000);
    const watch = watchLiveFile({ root: site.targetRoot, file });
    const id = await editor.schedule(draft, due);
    watched.push({ id, due, readable: watch.untilHolds(marker, NEVER) });
  }
  if (Date.now() > first)
    throw new Error('The first was due before the last one was made: this machine has too much to do.');
  const samples = [];
  for (const { due, id, readable } of watched) {
    // By the clock of the system, as the process that fires has it.
    const liveAt = performance.timeOrigin + (await readable) + clockDrift();
    samples.push({ id, liveMs: liveAt - due.getTime() });
  }
  const logged = await readLateness(site);
  return samples.map(({ id, liveMs }) => ({ liveMs, logMs: logged(id) }));
}

const NEVER = new Promise<never>(() => {});

/** Of three, two are due in the same second and the third two seconds later: each is one of every kind of edit in turn. */
function secondOf(index: number): number {
  return Math.floor(index / 3) * 4 + (index % 3 === 2 ? 2 : 0);
}

/** The clock may have been set since this process began. */
function clockDrift(): number {
  return Date.now() - (performance.timeOrigin + performance.now());
}

const LOOK_EVERY_MS = 100;

/** As the ledger has it: until it was in the publication log. */
async function readLateness({ dataDir }: BenchSite): Promise<(id: string) => number> {
  const database = await openDatabase({ dataDir });
  try {
    for (;;) {
      const open = await listSchedules(database.db, { states: ['armed', 'blocked'], limit: 1 });
      if (open.length === 0) break;
      await delay(LOOK_EVERY_MS);
    }
    const fired = await listSchedules(database.db, { states: ['fired'], limit: 1_000_000 });
    const byId = new Map(fired.map(({ id, latenessMs }) => [id, latenessMs ?? 0]));
    return (id) => byId.get(id) ?? 0;
  } finally {
    await database.close();
  }
}

function metricsOf(name: string, samples: readonly Sample[]): Record<string, number> {
  const times = samples.map(({ liveMs }) => liveMs);
  const logged = samples.map(({ logMs }) => logMs);
  return {
    [`${name}P50Ms`]: median(times),
    [`${name}P95Ms`]: quantile(times, 0.95),
    [`${name}MaxMs`]: Math.max(...times),
    [`${name}InLogP50Ms`]: median(logged),
    [`${name}InLogMaxMs`]: Math.max(...logged),
    [`${name}Schedules`]: samples.length,
  };
}

function goalsOf(name: string, samples: readonly Sample[]) {
  const times = samples.map(({ liveMs }) => liveMs);
  return [
    atMost({ name: `${name}: the slowest, ms after its second`, value: Math.max(...times), goal: GOAL_MS }),
    atLeast({ name: `${name}: the first, ms after its second`, value: Math.min(...times), goal: 0 }),
  ];
}
