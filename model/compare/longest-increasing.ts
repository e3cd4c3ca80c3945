/** The numbers of one longest increasing subsequence of distinct numbers: what need not move for the rest to be sorted around it. */
export function longestIncreasing(numbers: readonly number[]): Set<number> {
  /** By length less one: the index of the smallest number that ends such a subsequence. */
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const [index, value] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before.set(index, ends[low - 1]);
    ends[low] = index;
  }
  const found = new Set<number>();
  for (let index = ends.at(-1); index !== undefined; index = before.get(index)) {
    const value = numbers[index];
    if (value !== undefined) found.add(value);
  }
  return found;
}
