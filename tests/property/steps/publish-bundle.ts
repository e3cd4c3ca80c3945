import { publish, save } from '../harness/entry-actions.ts';
import { chooseEdit } from './new-content.ts';
import type { StepKind } from './step.ts';

/**
 * Several entries become public as one publication: changed ones, and what was a draft or withdrawn until now. Where one of them cannot
 * be, because its address is taken, the others go out one by one.
 */
export const publishBundle: StepKind = {
  weight: 10,
  run: async (world, choose) => {
    const ids = new Set(choose.some(world.entries, 5).map(({ id }) => id));
    const chosen = () => world.entries.filter(({ id }) => ids.has(id));
    if (choose.number(2) === 0) {
      for (const entry of chosen()) await save(world, entry, chooseEdit(world, entry, choose));
    }
    if (await publish(world, chosen())) return;
    for (const entry of chosen()) await publish(world, [entry]);
  },
};
