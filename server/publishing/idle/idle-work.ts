import { SnapshotRefused } from '../render/render-pool.ts';
import type { Choice, IdleContext } from './idle-context.ts';
import { createLookThrough } from './look-through.ts';
import { collectUnreferenced } from './collect-garbage.ts';
import { createIdleSchedule, type IdleSchedule, type IdleTask } from './idle-schedule.ts';
import { samplePages, type Alarm, type Sampled } from './sample-pages.ts';

/** How often what is done; the tests are in more of a hurry. */
export type IdlePace = {
  /** Without a release for so long, nobody is about to publish the next thing. */
  quietMs: number;
  /** Requests that were under way at the release have ended by then. */
  prepareMs: number;
  sampleMs: number;
  /** On a slow machine samples come less often: after each, so many times as long as it took. */
  sampleRest: number;
  garbageMs: number;
};

const PACE: IdlePace = {
  quietMs: 2_000,
  prepareMs: 3_000,
  sampleMs: 60_000,
  sampleRest: 100,
  garbageMs: 10 * 60_000,
};

/** A slice that keeps nobody waiting, and four times as long for everything else on the machine. */
const COMPRESSION_MS = 100;
const COMPRESSION_REST_MS = 400;
/** Each takes a worker of its own. */
const PAGES_PER_SAMPLE = 2;
/** Without releases, what is in grace still expires. */
const GARBAGE_AT_LEAST_MS = 24 * 60 * 60 * 1000;
const ALARMS_KEPT = 20;

export type IdleStatus = {
  /** Pages that were rendered again and compared. */
  sampled: number;
  alarmsRaised: number;
  /** The newest last. */
  alarms: readonly Alarm[];
};

export type IdleWork = Pick<IdleSchedule, 'start' | 'interrupt' | 'disturb' | 'quiet' | 'stop'> & {
  status(): IdleStatus;
};

type Options = {
  pace?: Partial<IdlePace> | undefined;
  /** A page is to be rendered again. */
  wake: () => void;
};

/** What the publisher does when nothing is to be published. */
export function createIdleWork(tools: IdleContext, { pace, wake }: Options): IdleWork {
  const { log, target } = tools;
  const { garbageMs, prepareMs, quietMs, sampleMs, sampleRest } = { ...PACE, ...pace };
  const status = { sampled: 0, alarmsRaised: 0 };
  /** Of the templates that have this id: with others every page is another one. */
  let raised: { build: string; alarms: Alarm[] } = { build: '', alarms: [] };

  const prepare: IdleTask = {
    name: 'prepare the target',
    afterReleaseMs: prepareMs,
    run: async () => {
      await target.prepare();
      return null;
    },
  };

  const compress: IdleTask = {
    name: 'improve compression',
    afterReleaseMs: prepareMs,
    isHeavy: true,
    run: async () => {
      const { left } = await target.improveCompression({ budgetMs: COMPRESSION_MS });
      return left === 0 ? null : COMPRESSION_REST_MS;
    },
  };

  const collect: IdleTask = {
    name: 'collect garbage',
    afterReleaseMs: garbageMs,
    isHeavy: true,
    run: async (signal) => {
      const collected = await collectUnreferenced(tools, { now: tools.now().getTime(), signal });
      log.info({ collected }, 'garbage was collected');
      return GARBAGE_AT_LEAST_MS;
    },
  };

  /** No page was looked at where something is published meanwhile or the templates have released nothing yet. */
  async function takeSample(
    choose: Choice,
    signal: AbortSignal,
  ): Promise<{ rendered: number; isWell: boolean }> {
    const { alarms: found, build, rendered, undecided } = await sampleLive(tools, { choose, signal });
    status.sampled += rendered;
    status.alarmsRaised += found.length;
    raised = { build, alarms: [...alarms(), ...found].slice(-ALARMS_KEPT) };
    if (found.length > 0) wake();
    return { rendered, isWell: found.length + undecided === 0 };
  }

  const lookThrough = createLookThrough(tools, { prepareMs, takeSample });
  const sample: IdleTask = {
    name: 'sample pages',
    afterReleaseMs: null,
    isHeavy: true,
    run: async (signal) => {
      const startedAt = performance.now();
      await takeSample(someAtRandom, signal);
      return Math.max(sampleMs, (performance.now() - startedAt) * sampleRest);
    },
  };

  const schedule = createIdleSchedule([prepare, lookThrough, compress, collect, sample], { log, quietMs });
  return { ...schedule, status: () => ({ ...status, alarms: alarms() }) };

  function alarms(): Alarm[] {
    return raised.build === tools.templates.current().id ? raised.alarms : [];
  }
}

const someAtRandom: Choice = (pages, graphId) => pages.sample(graphId, PAGES_PER_SAMPLE);

type Found = Sampled & { build: string };

/** With an alarm, the page is rendered again, and by workers that cannot hold on to what was. */
async function sampleLive(
  tools: IdleContext,
  { choose, signal }: { choose: Choice; signal: AbortSignal },
): Promise<Found> {
  const { cache, log, now, renderers, templates } = tools;
  const graph = cache.pages.find('live');
  const build = templates.current();
  const nothing = { build: build.id, rendered: 0, undecided: 0, alarms: [] };
  if (graph?.templateBuild !== build.id) return nothing;
  const pool = renderers.fresh(build);
  signal.addEventListener('abort', () => void pool.close(), { once: true });
  try {
    // Nobody waits for a sample: it ends no proof.
    const rows = choose(cache.pages, graph.graphId);
    const sampling = { ...tools, withCache: tools.withOverlay, graph, build, pool, rows };
    const sampled = { build: build.id, ...(await samplePages(sampling, { now: now() })) };
    if (sampled.alarms.length === 0) return sampled;
    for (const alarm of sampled.alarms)
      log.error(
        { alarm },
        'a page is not what the templates make of what is published; it is rendered again',
      );
    renderers.renew(build);
    const { revision } = cache.position();
    await tools.withCache(async () =>
      cache.write(() => {
        for (const { path } of sampled.alarms)
          cache.pages.dirtyPath(graph.graphId, { path, revision, cause: 'a sample came out differently' });
      }),
    );
    return sampled;
  } catch (error) {
    // Something was published meanwhile, which ended the worker or has moved the content cache on.
    if (signal.aborted || error instanceof SnapshotRefused) return nothing;
    throw error;
  } finally {
    await pool.close();
  }
}
