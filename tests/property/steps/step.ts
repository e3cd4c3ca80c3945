import type { World } from '../harness/world.ts';

/**
 * One step of a sequence, as data: which kind, and numbers that its kind makes its choices with. Numbers count around what there is
 * at the time, so that every part of a sequence is a sequence too, which is what shrinking needs.
 */
export type Step = { kind: string; picks: readonly number[] };

/** One file for each kind in this folder, and one line in `step-kinds.ts`. */
export type StepKind = {
  /** How often it comes, in proportion to the others. */
  weight: number;
  /** Resolves when all it did is committed, not when it is live. */
  run(world: World, choose: Chooser): Promise<void>;
};

/** Uses up the numbers of a step one by one. */
export type Chooser = {
  /** One of them; undefined of none. */
  one<T>(values: readonly T[]): T | undefined;
  /** From 0 up to but not including `end`. */
  number(end: number): number;
  /** Some of them, none twice, in the order of the values. */
  some<T>(values: readonly T[], max: number): T[];
};

export const PICKS_PER_STEP = 8;

export function createChooser(picks: readonly number[]): Chooser {
  let used = 0;
  const number = (end: number): number => {
    const pick = picks[used % picks.length] ?? 0;
    used += 1;
    return end === 0 ? 0 : pick % end;
  };
  return {
    number,
    one: (values) => values[number(values.length)],
    some: (values, max) => {
      const chosen = new Set<number>();
      const wanted = 1 + number(max);
      for (let tried = 0; tried < wanted; tried += 1) chosen.add(number(values.length));
      return [...chosen].sort((a, b) => a - b).flatMap((index) => values.slice(index, index + 1));
    },
  };
}
