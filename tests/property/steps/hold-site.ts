import { rollBack } from '../harness/held-site.ts';
import type { StepKind } from './step.ts';

/** The site goes back to an earlier release and is held there, from where it may go back once more. */
export const holdSite: StepKind = {
  weight: 4,
  run: async (world, choose) => {
    const to = choose.one(world.releases);
    if (to !== undefined) world.held = await rollBack(world, to);
  },
};
