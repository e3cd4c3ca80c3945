import type { SiteProfile } from '../sites/site-profile.ts';
import type { Step } from '../steps/step.ts';
import { runSequence } from './run-sequence.ts';
import type { Failure } from './run-sequence.ts';

export type Shrunk = { steps: readonly Step[]; failure: Failure };

type Options = { seed: number; budgetMs: number };

/**
 * Leaves out ever smaller parts of a failing sequence for as long as it still fails: every part of a sequence is a sequence. Stops when its
 * time is up; what it has by then fails too, it is only longer than it would have to be.
 */
export async function shrink(
  site: SiteProfile,
  failing: Shrunk,
  { budgetMs, seed }: Options,
): Promise<Shrunk> {
  const giveUpAt = Date.now() + budgetMs;
  let best: Shrunk = { ...failing, steps: failing.steps.slice(0, failing.failure.step + 1) };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: the last step shows the failure, what made it possible lies before.
    for (let start = best.steps.length - size; start > -size; start -= size) {
      if (Date.now() > giveUpAt) return best;
      const from = Math.max(0, start);
      const steps = best.steps.toSpliced(from, start + size - from);
      const failure = await runSequence(site, steps, { seed, checkAtEndOnly: true });
      if (failure !== null) best = { steps: steps.slice(0, failure.step + 1), failure };
    }
  }
  return best;
}
