export type Repetition = { times: number; limitMs: number };

/** A slow engine is measured with fewer publications rather than for hours. */
const TIMES_MIN = 3;

/** As often as asked; once the limit has passed, three times at least. */
export async function repeat<T>({ times, limitMs }: Repetition, work: () => Promise<T>): Promise<T[]> {
  const startedAt = performance.now();
  const results: T[] = [];
  while (results.length < times) {
    if (results.length >= TIMES_MIN && performance.now() - startedAt > limitMs) break;
    results.push(await work());
  }
  return results;
}
