import { stopRedirect } from '../harness/fact-actions.ts';
import type { StepKind } from './step.ts';

export const removeRedirectStep: StepKind = {
  weight: 4,
  run: async (world, choose) => {
    const path = choose.one(world.site.redirects);
    if (path !== undefined) await stopRedirect(world, path);
  },
};
