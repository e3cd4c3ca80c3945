import { publish, save } from '../harness/entry-actions.ts';
import { isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** Two entries exchange their addresses in one publication. */
export const swapSlugs: StepKind = {
  weight: 3,
  run: async (world, choose) => {
    const one = choose.one(world.entries.filter((entry) => isPublic(entry) && entry.livePath !== null));
    const others = world.entries.filter(
      (entry) =>
        isPublic(entry) &&
        entry.id !== one?.id &&
        entry.collection === one?.collection &&
        entry.locale === one.locale,
    );
    const other = choose.one(others);
    if (one === undefined || other === undefined) return;
    const first = await save(world, one, { ...one.draft.content, slug: other.draft.content['slug'] });
    const second = await save(world, other, { ...other.draft.content, slug: one.draft.content['slug'] });
    if (first !== null && second !== null) await publish(world, [first, second]);
  },
};
