import { canonicalJson } from '../canonical-json.ts';
import { matchAdded, matchItems } from './match-items.ts';
import { mergedOrder } from './merged-order.ts';

type List = readonly unknown[];
type Three<Value> = { before: Value; ours: Value; theirs: Value };

/** An item that was changed on both sides, each in its own way; null where a side has removed it. */
export type ItemConflict = Three<unknown> & {
  /** As the list was when it was found: by this the item is found again, wherever it has gone since. */
  list: List;
  at: number;
};

export type MergedList = { list: unknown[]; conflicts: ItemConflict[] };

type Options = {
  /** Of an item that is another one there is nothing to be merged: it was taken out, and another one was put in. */
  isSet: boolean;
  /** Two people's changes to one item; 'conflict' where both have changed the same of it. */
  mergeItem: (item: Three<unknown>) => { value: unknown } | 'conflict';
};

/** Two people's changes to one list, item by item, as `mergeDocuments` has it of blocks: nothing that somebody wrote is gone before they have seen it. */
export function mergeLists({ before, ours, theirs }: Three<List>, { isSet, mergeItem }: Options): MergedList {
  const keysOfOurs = keysIn(before, ours, { isSet, name: 'ours' });
  const keysOfTheirs = sharedKeys(
    { items: ours, keys: keysOfOurs },
    { items: theirs, keys: keysIn(before, theirs, { isSet, name: 'theirs' }) },
  );
  const sides = {
    before: new Map(before.map((item, at) => [`before ${at}`, item])),
    ours: new Map(keysOfOurs.map((key, at) => [key, ours[at]])),
    theirs: new Map(keysOfTheirs.map((key, at) => [key, theirs[at]])),
  };
  const list: unknown[] = [];
  const conflicts: ItemConflict[] = [];
  for (const key of mergedOrder([...sides.before.keys()], { ours: keysOfOurs, theirs: keysOfTheirs })) {
    const item = {
      before: sides.before.get(key) ?? null,
      ours: sides.ours.get(key) ?? null,
      theirs: sides.theirs.get(key) ?? null,
    };
    const merged = mergeOne(item, mergeItem);
    if (merged === 'conflict') conflicts.push({ ...item, list, at: list.length });
    const kept = merged === 'conflict' ? (item.ours ?? item.theirs) : merged.value;
    if (kept !== null) list.push(kept);
  }
  return { list, conflicts };
}

function mergeOne(item: Three<unknown>, mergeItem: Options['mergeItem']): ReturnType<Options['mergeItem']> {
  const { before, ours, theirs } = item;
  if (isSame(ours, theirs) || isSame(theirs, before)) return { value: ours };
  if (isSame(ours, before)) return { value: theirs };
  return ours === null || theirs === null ? 'conflict' : mergeItem(item);
}

function keysIn(before: List, side: List, { isSet, name }: { isSet: boolean; name: string }): string[] {
  return matchItems(before, side, { isSet }).map((at, index) =>
    at === null ? `${name} ${index}` : `before ${at}`,
  );
}

type Keyed = { items: List; keys: readonly string[] };

/** What both have added is one item. */
function sharedKeys(ours: Keyed, theirs: Keyed): string[] {
  const [oursAdded, theirsAdded] = [addedOf(ours), addedOf(theirs)];
  const matched = matchAdded(
    oursAdded.map(({ item }) => item),
    theirsAdded.map(({ item }) => item),
  );
  const keys = [...theirs.keys];
  for (const [index, at] of matched.entries()) {
    const [own, other] = [theirsAdded[index], at === null ? undefined : oursAdded[at]];
    if (own !== undefined && other !== undefined) keys[own.index] = other.key;
  }
  return keys;
}

function addedOf({ items, keys }: Keyed): { key: string; item: unknown; index: number }[] {
  return keys.flatMap((key, index) =>
    key.startsWith('before ') ? [] : [{ key, item: items[index], index }],
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (one !== null && other !== null && canonicalJson(one) === canonicalJson(other));
}
