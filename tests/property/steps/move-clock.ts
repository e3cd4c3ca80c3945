import type { StepKind } from './step.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STEPS_MS = [
  MINUTE_MS,
  15 * MINUTE_MS,
  60 * MINUTE_MS,
  7 * 60 * MINUTE_MS,
  DAY_MS,
  -DAY_MS,
  365 * DAY_MS,
  -365 * DAY_MS,
];

/** Time passes, or somebody sets the machine's clock right; sometimes while the publisher is away. */
export const moveClock: StepKind = {
  weight: 6,
  run: async (world, choose) => {
    const byMs = choose.one(STEPS_MS) ?? 0;
    if (choose.number(6) === 0) await world.restart(() => world.moveClock(byMs));
    else world.moveClock(byMs);
  },
};
