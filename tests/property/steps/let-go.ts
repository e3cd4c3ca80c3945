import { resume } from '../harness/held-site.ts';
import { editEntry } from './edit-entry.ts';
import type { StepKind } from './step.ts';

/** A site that is held is so for a few steps: what was published meanwhile goes live at once. */
export const letGo: StepKind = {
  weight: 30,
  run: async (world, choose) => {
    if (world.held === null) return await editEntry.run(world, choose);
    await resume(world);
    world.held = null;
  },
};
