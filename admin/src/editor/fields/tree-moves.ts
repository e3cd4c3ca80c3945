import type { FieldOf } from '../../../../model/fields.ts';
import type { Place } from '../place.ts';

/** Where an item is afterwards: the list that it is in, and its number there. */
export type Moved = { items: readonly unknown[]; place: Place; index: number };

type Item = Readonly<Record<string, unknown>>;

/** A list whose items have a list of the same name is a tree: its items can become part of the one above them. */
export function branchesOf(
  { of }: FieldOf<'list'>,
  place: Place,
): { name: string; list: FieldOf<'list'> } | null {
  const name = place.at(-1);
  if (of.type !== 'group' || typeof name !== 'string') return null;
  const list = of.fields[name];
  return list?.type === 'list' ? { name, list } : null;
}

/** Whether the list is a branch of another one, to which its items can move out. */
export function isBranch(place: Place): boolean {
  return typeof place.at(-2) === 'number' && place.at(-1) === place.at(-3);
}

/** The last part of the one above it; null where there is none, or where its own branches would be too deep. */
export function movedIn(
  items: readonly unknown[],
  { index, place }: { index: number; place: Place },
): Moved | null {
  const name = String(place.at(-1));
  const [above, item] = [items[index - 1], items[index]];
  if (!isItem(above) || !isItem(item) || branches(item, name).length > 0) return null;
  const parts = [...branches(above, name), without(item, name)];
  const changed = items.toSpliced(index - 1, 2, { ...above, [name]: parts });
  return { items: changed, place: [...place, index - 1, name], index: parts.length - 1 };
}

/** Behind the one that it was part of. `items` are those of the list which that one is in. */
export function movedOut(
  items: readonly unknown[],
  { index, place }: { index: number; place: Place },
): Moved | null {
  const [name, at] = [String(place.at(-1)), Number(place.at(-2))];
  const above = items[at];
  const item = isItem(above) ? branches(above, name)[index] : undefined;
  if (!isItem(above) || item === undefined) return null;
  const left = branches(above, name).toSpliced(index, 1);
  const parent = left.length === 0 ? without(above, name) : { ...above, [name]: left };
  return { items: items.toSpliced(at, 1, parent, item), place: place.slice(0, -2), index: at + 1 };
}

function branches(item: Item, name: string): readonly unknown[] {
  const found = item[name];
  return Array.isArray(found) ? found : [];
}

function without(item: Item, name: string): Item {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
