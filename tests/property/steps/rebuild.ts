import { AppError } from '../../../server/errors.ts';
import type { StepKind } from './step.ts';

/** Everything is rendered on request, and comes out as it is; refused while the site is held at an earlier release. */
export const rebuild: StepKind = {
  weight: 1,
  run: async (world) => {
    try {
      await world.publisher().rebuild({ reason: 'rebuild' });
    } catch (error) {
      const isHeld = error instanceof AppError && error.code === 'publication-held';
      if (world.held === null || !isHeld) throw error;
    }
  },
};
