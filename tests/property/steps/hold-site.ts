import { resume, rollBack } from '../harness/held-site.ts';
import type { StepKind } from './step.ts';

/** The site goes back to an earlier release and is held there; the next such step lets it go, or goes back to another one. */
export const holdSite: StepKind = {
  weight: 5,
  run: async (world, choose) => {
    const to = choose.one(world.releases);
    const isLetGo = choose.number(4) > 0;
    if (world.held !== null && isLetGo) {
      await resume(world);
      world.held = null;
    } else if (to !== undefined) {
      world.held = await rollBack(world, to);
    }
  },
};
