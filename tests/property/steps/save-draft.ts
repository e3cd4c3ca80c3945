import { save } from '../harness/entry-actions.ts';
import { chooseEdit } from './new-content.ts';
import type { StepKind } from './step.ts';

/** What is only saved is not public. */
export const saveDraftStep: StepKind = {
  weight: 4,
  run: async (world, choose) => {
    const entry = choose.one(world.entries);
    if (entry !== undefined) await save(world, entry, chooseEdit(world, entry, choose));
  },
};
