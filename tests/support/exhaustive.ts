import { appendFileSync } from 'node:fs';

/** Set by `npm run test:faults`, which takes its time: every fault, every bug put in on purpose, every step. */
export const IS_EXHAUSTIVE = process.env['STILLPRESS_FAULTS'] === 'all';

/** Records what is left to the long run, so that `npm test` says so at its end. */
export function leaveToLongRun(what: string): void {
  const file = process.env['STILLPRESS_LEFT_OUT_FILE'];
  if (!IS_EXHAUSTIVE && file !== undefined) appendFileSync(file, `${what}\n`);
}

/** How many of them are taken. */
export function roundsOf({ all, few, of }: { few: number; all: number; of: string }): number {
  if (!IS_EXHAUSTIVE && few < all) leaveToLongRun(`${all - few} of ${all} ${of}`);
  return IS_EXHAUSTIVE ? all : few;
}
