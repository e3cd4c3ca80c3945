import { withdraw } from '../harness/entry-actions.ts';
import { isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

export const withdrawEntriesStep: StepKind = {
  weight: 6,
  run: async (world, choose) => {
    const { neverWithdrawn } = world.site;
    const candidates = world.entries.filter(
      (entry) => isPublic(entry) && !neverWithdrawn.includes(entry.collection),
    );
    await withdraw(world, choose.some(candidates, 2));
  },
};
