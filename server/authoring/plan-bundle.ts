import { setTimeout as delay } from 'node:timers/promises';
import type { BundlePlan } from '../../model/site-plan.ts';
import { AppError } from '../errors.ts';
import { readLogHead } from '../store/publications.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { foreseePublication, type ForeseeRequest } from './foresee-publication.ts';

export type PlanRequest = ForeseeRequest & {
  /** The moment that the publication carries, where it is another one than that which the pages are looked at. */
  carries?: Date | undefined;
  withTexts: boolean;
};

/** Others may publish all the time: whoever plans in between comes to an end. */
const TIMES_TO_TRY = 10;
const PAUSE_MS = 300;

/** What publishing and withdrawing all of it as one publication would do to the site. Nothing is written. */
export async function planBundle(
  context: AuthoringContext,
  { carries, withTexts, ...request }: PlanRequest,
): Promise<BundlePlan> {
  const { db } = context.database;
  const planner = context.planner?.() ?? null;
  for (let times = 0; times < TIMES_TO_TRY; times += 1) {
    if (times > 0) await delay(PAUSE_MS);
    const { seq } = await readLogHead(db);
    const at = carries ?? request.at ?? context.now();
    const { changes, entries } = await foreseePublication(context, { ...request, at });
    if (planner === null)
      throw notPlanned('Nothing is known here of the pages of the site, so that nothing can be planned.');
    const plan = await planner.plan({ changes, at: request.at, withTexts });
    // What was found out in the database and what is known of the pages are of one state of the site.
    if (plan?.basis.seq === seq && (await readLogHead(db)).seq === seq)
      return { ...plan, basis: { ...plan.basis, at: at.toISOString(), entries } };
  }
  throw notPlanned(
    'The pages of the site do not have all yet that was published, so that nothing can be planned. Try again in a moment.',
  );
}

function notPlanned(detail: string): AppError {
  return new AppError('not-released', detail, { retryAfterSeconds: 5 });
}
