const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 60 * 60_000;

/**
 * Doubled with each attempt, up to an hour. Between half of it and the whole by chance, so that what failed together does not
 * come back together.
 */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  const wholeMs = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS);
  return Math.round(wholeMs * (0.5 + random() / 2));
}
