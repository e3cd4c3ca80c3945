import * as fc from 'fast-check';
import { PICKS_PER_STEP } from '../steps/step.ts';
import type { Step } from '../steps/step.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';

const PICK_MAX = 0xffff;

/** The steps that a seed stands for. */
export function stepsOf(seed: number, count: number): Step[] {
  const kinds = Object.entries(STEP_KINDS).map(([kind, { weight }]) => ({
    weight,
    arbitrary: fc.constant(kind),
  }));
  const step = fc.record({
    kind: fc.oneof(...kinds),
    picks: fc.array(fc.nat(PICK_MAX), { minLength: PICKS_PER_STEP, maxLength: PICKS_PER_STEP }),
  });
  return fc.sample(step, { seed, numRuns: count });
}
