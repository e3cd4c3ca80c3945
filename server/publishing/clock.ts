const QUARTER_MS = 15 * 60_000;

/** Hours begin at whole quarters of UTC everywhere on Earth. */
export function msToNextQuarter(now: Date): number {
  return QUARTER_MS - (now.getTime() % QUARTER_MS);
}
