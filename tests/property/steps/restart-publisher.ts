import { publish, save } from '../harness/entry-actions.ts';
import { chooseEdit } from './new-content.ts';
import type { StepKind } from './step.ts';

/** The publisher stops and starts; half of the time something is published while it is away. */
export const restartPublisher: StepKind = {
  weight: 3,
  run: async (world, choose) => {
    await world.restart(async () => {
      const entry = choose.one(world.entries);
      if (choose.number(2) === 0 || entry === undefined) return;
      const saved = await save(world, entry, chooseEdit(world, entry, choose));
      if (saved !== null) await publish(world, [saved]);
    });
  },
};
