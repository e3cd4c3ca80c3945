import { publish, save } from '../harness/entry-actions.ts';
import { valueFor } from '../harness/field-values.ts';
import { isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** A public entry gets another slug: to where nothing was, to where something was before, or to where something is, which is refused. */
export const moveEntry: StepKind = {
  weight: 8,
  run: async (world, choose) => {
    const { collections } = world.site.model;
    const entry = choose.one(world.entries.filter((one) => isPublic(one) && one.livePath !== null));
    const [name, field] =
      Object.entries(collections[entry?.collection ?? '']?.fields ?? {}).find(
        ([, one]) => one.type === 'slug',
      ) ?? [];
    if (entry === undefined || name === undefined || field === undefined) return;
    const slug = valueFor(world, { ...entry, name, field }, choose.number(0x10000));
    if (slug === undefined) return;
    const saved = await save(world, entry, { ...entry.draft.content, [name]: slug });
    if (saved !== null) await publish(world, [saved]);
  },
};
