import { publish, save } from '../harness/entry-actions.ts';
import { valueFor } from '../harness/field-values.ts';
import { isPublic } from './new-content.ts';
import type { StepKind } from './step.ts';

/** An entry moves in lists that show nothing of why: a field changes that they are ordered or narrowed by and do not carry. */
export const shiftEntry: StepKind = {
  weight: 12,
  run: async (world, choose) => {
    const { collections } = world.site.model;
    const places = world.entries.filter(isPublic).flatMap((entry) => {
      const { card = [], fields = {}, filterable = [], sortable = [] } = collections[entry.collection] ?? {};
      const names = new Set([...filterable, ...sortable]).difference(new Set(card));
      return [...names].map((name) => ({ entry, name, field: fields[name] }));
    });
    const { entry, field, name } = choose.one(places) ?? {};
    if (entry === undefined || field === undefined || name === undefined) return;
    const value = valueFor(world, { ...entry, name, field }, choose.number(0x10000));
    const saved = await save(world, entry, { ...entry.draft.content, [name]: value });
    if (saved !== null) await publish(world, [saved]);
  },
};
