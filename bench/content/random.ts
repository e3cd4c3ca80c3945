export type Random = {
  /** From 0 to 1, without 1. */
  next(): number;
  /** From 0 to `below`, without `below`. */
  integer(below: number): number;
  pick<T>(values: readonly T[]): T;
};

/** The same numbers for the same seed, on every machine: content and edits can be made again. */
export function createRandom(seed: number): Random {
  // mulberry32: 32 bits of state are plenty for text that only has to look different.
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    next,
    integer,
    pick: (values) => {
      const value = values[integer(values.length)];
      if (value === undefined) throw new Error('There is nothing to pick from.');
      return value;
    },
  };
}
