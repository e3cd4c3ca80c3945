import { canonicalJson } from '../canonical-json.ts';
import { isRecord } from '../text-rules.ts';

/** At least so much of two records is the same where one became the other. */
const LIKENESS_MIN = 0.5;

/**
 * Which item of `before` each item of `after` was; null: none. Items have no names, or only blocks have. So one is known by its id; else by
 * being just the same, wherever it went; else by having half of its values; and else by standing where one stood that is
 * not there any more. `isSet`: an item that is another one is never a changed one, as a reference.
 */
export function matchItems(
  before: readonly unknown[],
  after: readonly unknown[],
  { isSet = false }: { isSet?: boolean } = {},
): (number | null)[] {
  const matching = matchSame(before, after);
  if (!isSet) {
    matchAlike(matching);
    matchByPlace(matching);
  }
  return matching.of;
}

/** Which of the new items of one side are the new ones of the other: by what they are, since they stand nowhere yet. */
export function matchAdded(before: readonly unknown[], after: readonly unknown[]): (number | null)[] {
  const matching = matchSame(before, after);
  matchAlike(matching);
  return matching.of;
}

type Matching = {
  before: readonly unknown[];
  after: readonly unknown[];
  of: (number | null)[];
  taken: Set<number>;
};

/** By their ids, and by being just the same. */
function matchSame(before: readonly unknown[], after: readonly unknown[]): Matching {
  const matching: Matching = { before, after, of: after.map(() => null), taken: new Set() };
  matchBy(matching, idOf);
  matchBy(matching, (item) => (idOf(item) === null ? jsonOf(item) : null));
  return matching;
}

function pair({ of, taken }: Matching, index: number, at: number): void {
  of[index] = at;
  taken.add(at);
}

/** The first of the same with the first, the second with the second. */
function matchBy(matching: Matching, keyOf: (item: unknown) => string | null): void {
  const { after, before, of, taken } = matching;
  const waiting = new Map<string, number[]>();
  for (const [at, item] of before.entries()) {
    const key = keyOf(item);
    if (key === null || taken.has(at)) continue;
    waiting.set(key, [...(waiting.get(key) ?? []), at]);
  }
  for (const [index, item] of after.entries()) {
    const key = of[index] === null ? keyOf(item) : null;
    const at = key === null ? undefined : waiting.get(key)?.shift();
    if (at !== undefined) pair(matching, index, at);
  }
}

/** Those that are most alike first. */
function matchAlike(matching: Matching): void {
  const { after, before, of, taken } = matching;
  const pairs: { at: number; index: number; likeness: number }[] = [];
  for (const [index, item] of after.entries()) {
    if (of[index] !== null) continue;
    for (const [at, old] of before.entries()) {
      const likeness = taken.has(at) ? 0 : likenessOf(old, item);
      if (likeness >= LIKENESS_MIN) pairs.push({ at, index, likeness });
    }
  }
  for (const { at, index } of pairs.toSorted((one, other) => other.likeness - one.likeness)) {
    if (of[index] === null && !taken.has(at)) pair(matching, index, at);
  }
}

/** Behind the same item, or both at the beginning. */
function matchByPlace(matching: Matching): void {
  const { after, before, of, taken } = matching;
  for (const [index, item] of after.entries()) {
    if (of[index] !== null) continue;
    const previous = index === 0 ? -1 : (of[index - 1] ?? null);
    const at = previous === null ? null : previous + 1;
    if (at !== null && at < before.length && !taken.has(at) && isOfOneKind(before[at], item))
      pair(matching, index, at);
  }
}

function likenessOf(one: unknown, other: unknown): number {
  if (!isRecord(one) || !isRecord(other) || !isOfOneKind(one, other)) return 0;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete('type');
  const same = [...names].filter((name) => jsonOf(one[name]) === jsonOf(other[name]));
  return names.size === 0 ? 0 : same.length / names.size;
}

/** A block stays of its kind, and one that has a name keeps it. */
function isOfOneKind(one: unknown, other: unknown): boolean {
  if (!isRecord(one) || !isRecord(other)) return isRecord(one) === isRecord(other);
  return one['type'] === other['type'] && idOf(one) === null && idOf(other) === null;
}

function idOf(item: unknown): string | null {
  const id = isRecord(item) ? item['id'] : undefined;
  return typeof id === 'string' ? id : null;
}

function jsonOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
