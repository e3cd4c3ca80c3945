import type { Claim, Line } from './publisher-child.ts';

/** What a publisher that was killed had said by then. Where there is a choice, the first is what it had said, and it was killed while it did the others. */
export type Acknowledged = {
  /** What each of these live files holds: null where there is none. */
  files: ReadonlyMap<string, readonly (string | null)[]>;
  /** The release that the site is held at; null for none. */
  heldAt: readonly (number | null)[];
  /** What is said of the picture. */
  alt: readonly string[];
  /** Ids of entries. */
  takenDown: readonly string[];
  /** What was still on its way. */
  maybeTakenDown: readonly string[];
  /** The newest release that visitors were seen to have. */
  live: number;
};

/** Before anything happens. */
const START: Claim = { heldAt: null, alt: '' };

export function acknowledgedBy(lines: readonly string[]): Acknowledged {
  const told = lines.map((line) => JSON.parse(line) as Line);
  const done = told.filter(({ step }) => step === 'done');
  const ended = new Set(done.map(({ action }) => action));
  const sure = [START, ...done.map(({ claim }) => claim)];
  const maybe = told.filter(({ action }) => !ended.has(action)).map(({ claim }) => claim);
  const choicesOf = <T>(read: (claim: Claim) => T | undefined): T[] => {
    const last = sure.map(read).findLast((value) => value !== undefined);
    return [last, ...maybe.map(read)].filter((value) => value !== undefined);
  };
  const names = new Set(sure.flatMap(({ files = {} }) => Object.keys(files)));
  return {
    files: new Map([...names].map((file) => [file, choicesOf(({ files }) => files?.[file])])),
    heldAt: choicesOf(({ heldAt }) => heldAt),
    alt: choicesOf(({ alt }) => alt),
    takenDown: sure.flatMap(({ takenDown = [] }) => takenDown),
    maybeTakenDown: maybe.flatMap(({ takenDown = [] }) => takenDown),
    live: Math.max(...sure.map(({ live = 0 }) => live)),
  };
}
