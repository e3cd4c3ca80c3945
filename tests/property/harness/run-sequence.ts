import { setTimeout as delay } from 'node:timers/promises';
import { createChooser } from '../steps/step.ts';
import type { Step } from '../steps/step.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import type { SiteProfile } from '../sites/site-profile.ts';
import { createFullBuild } from '../oracle/full-build.ts';
import { createWorldCheck } from './check-world.ts';
import { createProject } from './project.ts';
import { rememberRelease } from './held-site.ts';
import { outOfPatience, SETTLE_TIMEOUT_MS } from './patience.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

/** The step after which something was wrong, counted from 0; -1 is the site as it begins. */
export type Failure = { step: number; what: string };

type Options = {
  /** Also of the queries that are asked. */
  seed: number;
  /** Only at the end: enough to see whether a shorter sequence fails too. */
  checkAtEndOnly?: boolean;
  onStep?: (step: number) => void;
};

/** Takes the steps on a new installation. Resolves with the first failure, or null. */
export async function runSequence(
  site: SiteProfile,
  steps: readonly Step[],
  options: Options,
): Promise<Failure | null> {
  const project = createProject(site);
  const fullBuild = createFullBuild(site.model);
  let world: World | null = null;
  let step = -1;
  const isChecked = (index: number): boolean => options.checkAtEndOnly !== true || index === steps.length - 1;
  try {
    world = await openWorld(site, project);
    const check = createWorldCheck(world, fullBuild);
    await site.seed(world);
    for (step = -1; step < steps.length; step += 1) {
      const next = steps[step];
      const taken = takeStep(world, {
        next,
        check: isChecked(step) ? () => check(querySeed(options.seed, next)) : null,
      });
      const what = await inTime(taken, next);
      if (what !== null) return { step, what };
      if (world.problems.length > 0) return { step, what: world.problems.join('') };
      await rememberRelease(world);
      if (next !== undefined) options.onStep?.(step);
    }
    return null;
  } catch (error) {
    return { step, what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await world?.close();
    fullBuild.close();
    project.remove();
  }
}

async function takeStep(
  world: World,
  { check, next }: { next: Step | undefined; check: (() => Promise<string | null>) | null },
): Promise<string | null> {
  if (next !== undefined) await STEP_KINDS[next.kind]?.run(world, createChooser(next.picks));
  if (check !== null) return await check();
  await world.settle();
  return null;
}

/** What waits for ever is wrong too. */
async function inTime<T>(taken: Promise<T>, step: Step | undefined): Promise<T> {
  const stop = new AbortController();
  const late = delay(2 * SETTLE_TIMEOUT_MS, undefined, { signal: stop.signal }).then(() => {
    throw outOfPatience(`the step "${step?.kind ?? 'none'}" does not end`);
  });
  try {
    return await Promise.race([taken, late]);
  } finally {
    late.catch(() => undefined);
    stop.abort();
  }
}

/** Of the step alone, wherever it stands: the same questions are asked when steps before it are left out. */
function querySeed(seed: number, step: Step | undefined): number {
  return (step?.picks ?? []).reduce((mixed, pick) => (mixed * 31 + pick) % 0x7fffffff, seed);
}
