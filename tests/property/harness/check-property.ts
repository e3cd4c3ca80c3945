import type { SiteProfile } from '../sites/site-profile.ts';
import type { Step } from '../steps/step.ts';
import { stepsOf, type StepNames } from './arbitrary-steps.ts';
import { runSequence } from './run-sequence.ts';
import { shrink } from './shrink.ts';

/** Long enough for pages and lists to come and go, short enough to be run again and again while it is shrunk. */
const STEPS_PER_SEQUENCE = 125;

export type PropertyOptions = {
  steps: number;
  /** Sequence N has the seed `seed + N`. */
  seed: number;
  only?: StepNames;
  /** How long a failing sequence may be shrunk. */
  shrinkMs: number;
  onProgress?: (progress: { done: number; seed: number }) => void;
};

/** Resolves with a report of the first failure, or null: then the live tree was a full build after every one of the steps. */
export async function checkProperty(site: SiteProfile, options: PropertyOptions): Promise<string | null> {
  const { only = null, onProgress, shrinkMs } = options;
  let done = 0;
  for (let seed = options.seed; done < options.steps; seed += 1) {
    const steps = stepsOf({ seed, only, count: Math.min(STEPS_PER_SEQUENCE, options.steps - done) });
    const failure = await runSequence(site, steps, {
      seed,
      onStep: () => {
        done += 1;
        onProgress?.({ done, seed });
      },
    });
    if (failure !== null) {
      const shrunk = await shrink(site, { steps, failure }, { seed, budgetMs: shrinkMs });
      return report(site, { seed, step: failure.step, what: shrunk.failure.what, steps: shrunk.steps });
    }
  }
  return null;
}

function report(
  site: SiteProfile,
  { seed, step, steps, what }: { seed: number; step: number; steps: readonly Step[]; what: string },
): string {
  return [
    `The site "${site.name}" was not what a full build gives, after step ${step + 1} of the sequence with seed ${seed}.`,
    `npm run test:property -- --site ${site.name} --seed ${seed} --steps ${STEPS_PER_SEQUENCE}`,
    `${steps.length} steps are enough (npm run test:property -- --site ${site.name} --seed ${seed} --sequence 'JSON'):`,
    JSON.stringify(steps),
    what,
  ].join('\n');
}

/** Every run of the tests takes the same steps: a test that fails for somebody who changed nothing tells them nothing. */
const SEED_OF_THE_TESTS = 1;

export function newSeed(): number {
  return Math.floor(Math.random() * 1_000_000_000);
}

/** A seed of one's own choosing, or that of the tests. */
export function seedFromEnvironment(): number {
  const chosen = process.env['STILLPRESS_SEED'];
  const seed = Number(chosen ?? SEED_OF_THE_TESTS);
  if (!Number.isSafeInteger(seed))
    throw new Error(`STILLPRESS_SEED is ${chosen}; it has to be a whole number`);
  return seed;
}
