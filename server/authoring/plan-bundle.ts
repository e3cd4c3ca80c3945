import { setTimeout as delay } from 'node:timers/promises';
import type { BundlePlan, DeadLinkWithWays, PlannedDeadLink } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { readLogHead } from '../store/publications.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { foreseePublication, type ForeseeRequest } from './foresee-publication.ts';
import { waysOfPlanned } from './links-refused.ts';
import type { DraftToPublish } from './public-changes.ts';

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
    const { changes, entries, published } = await foreseePublication(context, { ...request, at });
    if (planner === null)
      throw notPlanned('Nothing is known here of the pages of the site, so that nothing can be planned.');
    const plan = await planner.plan({ changes, at: request.at, withTexts });
    // What was found out in the database and what is known of the pages are of one state of the site.
    if (plan?.basis.seq === seq && (await readLogHead(db)).seq === seq) {
      const deadLinks = await withWays(context, {
        actor: request.actor,
        deadLinks: plan.deadLinks,
        published,
      });
      return { ...plan, deadLinks, basis: { ...plan.basis, at: at.toISOString(), entries } };
    }
  }
  throw notPlanned(
    'The pages of the site do not have all yet that was published, so that nothing can be planned. Try again in a moment.',
  );
}

type Dead = { actor: Actor; deadLinks: readonly PlannedDeadLink[]; published: readonly DraftToPublish[] };

async function withWays(
  context: AuthoringContext,
  { actor, deadLinks, published }: Dead,
): Promise<DeadLinkWithWays[]> {
  const broken = deadLinks.filter(({ isNew }) => isNew);
  const ways = broken.length === 0 ? [] : await waysOfPlanned(context, { actor, broken, published });
  const waysOf = new Map(broken.map((link, index) => [link, ways[index] ?? []]));
  return deadLinks.map((link) => ({ ...link, ways: waysOf.get(link) ?? [] }));
}

function notPlanned(detail: string): AppError {
  return new AppError('not-released', detail, { retryAfterSeconds: 5 });
}
