import { create, publish } from '../harness/entry-actions.ts';
import { chooseContent } from './new-content.ts';
import type { StepKind } from './step.ts';

/** An entry in another locale, in the group of an entry that is there. */
export const translateEntry: StepKind = {
  weight: 5,
  run: async (world, choose) => {
    const { growing, model } = world.site;
    const original = choose.one(
      world.entries.filter(
        ({ collection }) =>
          world.entries.filter((entry) => entry.collection === collection).length <
          (growing[collection] ?? 0),
      ),
    );
    const locale = choose.one(model.locales.filter((other) => other !== original?.locale));
    if (original === undefined || locale === undefined) return;
    const { collection, id } = original;
    const content = chooseContent(world, { collection, locale }, choose);
    const created = await create(world, { collection, locale, content, translationOf: id });
    if (created !== null) await publish(world, [created]);
  },
};
