import * as fc from 'fast-check';
import { PICKS_PER_STEP } from '../steps/step.ts';
import type { Step } from '../steps/step.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';

/** Names of kinds of steps; null for all. */
export type StepNames = readonly string[] | null;

const PICK_MAX = 0xffff;

/** The steps that a seed stands for; of some kinds alone, if they are named. */
export function stepsOf({ count, only, seed }: { seed: number; count: number; only: StepNames }): Step[] {
  const kinds = Object.entries(STEP_KINDS).flatMap(([kind, { weight }]) =>
    only === null || only.includes(kind) ? [{ weight, arbitrary: fc.constant(kind) }] : [],
  );
  const step = fc.record({
    kind: fc.oneof(...kinds),
    picks: fc.array(fc.nat(PICK_MAX), { minLength: PICKS_PER_STEP, maxLength: PICKS_PER_STEP }),
  });
  return fc.sample(step, { seed, numRuns: count });
}
