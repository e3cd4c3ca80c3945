import type { Kysely } from 'kysely';
import { countOf } from '../count-of.ts';
import { countHeld } from '../store/publication-progress.ts';
import type { Tables } from '../store/tables.ts';
import { readPin } from '../store/target-pins.ts';
import type { TargetPin } from '../store/target-pins.ts';

/** Where the site is held after a rollback, and how many publications wait for the end of that. */
export type HeldSite = TargetPin & { held: number };

/** Null where everything that is published goes live. */
export async function readHeldSite(
  tx: Kysely<Tables>,
  { target }: { target: string },
): Promise<HeldSite | null> {
  const pin = await readPin(tx, { target });
  return pin === null ? null : { ...pin, held: await countHeld(tx, { pin }) };
}

/** Goes on from "held". */
export function describeHeldSite({ held, pinnedAt, reason, releaseNumber }: HeldSite): string {
  const why = reason === null ? '' : `: ${reason}`;
  const waiting = countOf(held, 'publication waits', 'publications wait');
  return `at release ${releaseNumber} since ${pinnedAt}${why}; ${waiting} for "stillpress release resume"`;
}
