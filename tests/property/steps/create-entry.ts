import { create, publish } from '../harness/entry-actions.ts';
import { chooseContent } from './new-content.ts';
import type { StepKind } from './step.ts';

/** A new entry, public at once three times out of four. */
export const createEntryStep: StepKind = {
  weight: 10,
  run: async (world, choose) => {
    const { growing, model } = world.site;
    // The more room a collection has, the more often it is chosen.
    const room = Object.entries(growing).flatMap(([name, max]) => {
      const left = max - world.entries.filter((entry) => entry.collection === name).length;
      return Array.from({ length: Math.max(0, left) }, () => name);
    });
    const collection = choose.one(room);
    if (collection === undefined) return;
    const locale = choose.number(4) === 0 ? (choose.one(model.locales) ?? '') : model.defaultLocale;
    const isDraft = choose.number(4) === 0;
    const created = await create(world, {
      collection,
      locale,
      content: chooseContent(world, { collection, locale }, choose),
    });
    if (created !== null && !isDraft) await publish(world, [created]);
  },
};
