import { isRequired, valueFor } from '../harness/field-values.ts';
import type { World } from '../harness/world.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import type { Chooser } from './step.ts';

/** Content for a new entry, with about half of what need not be there. */
export function chooseContent(
  world: World,
  place: { collection: string; locale: string },
  choose: Chooser,
): Record<string, unknown> {
  const fields = world.site.model.collections[place.collection]?.fields ?? {};
  const content: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const pick = choose.number(0x10000);
    if (!isRequired(field) && field.type !== 'slug' && pick % 2 === 0) continue;
    const value = valueFor(world, { ...place, name, field }, pick >> 1);
    if (value !== undefined && value !== null) content[name] = value;
  }
  return content;
}

/** The content of the draft with one field changed. */
export function chooseEdit(world: World, entry: EntryDetails, choose: Chooser): Record<string, unknown> {
  const fields = Object.entries(world.site.model.collections[entry.collection]?.fields ?? {});
  const [name, field] = choose.one(fields) ?? [];
  const pick = choose.number(0x10000);
  if (name === undefined || field === undefined) return entry.draft.content;
  const value = valueFor(world, { ...entry, name, field }, pick);
  return value === undefined ? entry.draft.content : { ...entry.draft.content, [name]: value };
}

export function isPublic(entry: EntryDetails): boolean {
  return entry.publishedVersionId !== null;
}
