import { publish, save, withdraw } from '../harness/entry-actions.ts';
import { chooseEdit, isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** Publications one after the other without waiting: some become one release. */
export const burst: StepKind = {
  weight: 4,
  run: async (world, choose) => {
    const count = 2 + choose.number(3);
    for (let done = 0; done < count; done += 1) {
      const entry = choose.one(world.entries);
      if (entry === undefined) return;
      const saved = await save(world, entry, chooseEdit(world, entry, choose));
      if (saved !== null) await publish(world, [saved]);
      const other = choose.one(
        world.entries.filter(
          (one) =>
            isPublic(one) && !world.site.neverWithdrawn.includes(one.collection) && one.id !== entry.id,
        ),
      );
      if (choose.number(3) === 0 && other !== undefined) await withdraw(world, [other]);
    }
  },
};
