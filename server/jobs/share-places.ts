export type Shares = {
  /** Kinds of which something is due, with their priority. */
  due: ReadonlyMap<string, number>;
  /** How many of each kind run now. */
  running: ReadonlyMap<string, number>;
  concurrency: number;
};

/**
 * How many jobs of each kind are taken next. A place goes to the kind that holds the fewest, and among those that hold as many to the one
 * of the highest priority: a flood of one kind waits behind itself alone. One place is never taken by a kind that has all the
 * others, so that there is room for another kind at once, however long the jobs of the first take.
 */
export function sharePlaces({ concurrency, due, running }: Shares): Map<string, number> {
  const held = new Map([...due.keys()].map((kind) => [kind, running.get(kind) ?? 0]));
  const given = new Map<string, number>();
  const mostOfOneKind = Math.max(1, concurrency - 1);
  let free = concurrency - [...running.values()].reduce((sum, count) => sum + count, 0);
  for (; free > 0; free--) {
    const [next] = [...held]
      .filter(([, count]) => count < mostOfOneKind)
      .toSorted(([a, ofA], [b, ofB]) => ofA - ofB || (due.get(b) ?? 0) - (due.get(a) ?? 0));
    if (next === undefined) break;
    const [kind, count] = next;
    held.set(kind, count + 1);
    given.set(kind, (given.get(kind) ?? 0) + 1);
  }
  return given;
}
