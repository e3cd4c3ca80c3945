import { publish, save } from '../harness/entry-actions.ts';
import { chooseEdit } from './new-content.ts';
import type { StepKind } from './step.ts';

/** Several entries become public as one publication: changed ones, and what was a draft or withdrawn until now. */
export const publishBundle: StepKind = {
  weight: 10,
  run: async (world, choose) => {
    const chosen = choose.some(world.entries, 4);
    if (choose.number(2) === 0) {
      for (const entry of chosen) await save(world, entry, chooseEdit(world, entry, choose));
    }
    const ids = new Set(chosen.map(({ id }) => id));
    await publish(
      world,
      world.entries.filter(({ id }) => ids.has(id)),
    );
  },
};
