import { publish, save } from '../harness/entry-actions.ts';
import { chooseEdit, isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** One field of a public entry changes: text, sort field, filter field, slug, links. */
export const editEntry: StepKind = {
  weight: 30,
  run: async (world, choose) => {
    const entry = choose.one(world.entries.filter(isPublic));
    if (entry === undefined) return;
    const saved = await save(world, entry, chooseEdit(world, entry, choose));
    if (saved !== null) await publish(world, [saved]);
  },
};
