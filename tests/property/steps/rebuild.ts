import type { StepKind } from './step.ts';

/** Everything is rendered on request, and comes out as it is. */
export const rebuild: StepKind = {
  weight: 1,
  run: async (world) => {
    await world.publisher().rebuild({ reason: 'rebuild' });
  },
};
