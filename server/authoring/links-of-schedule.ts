import type { DeadLink } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { cutLinks } from './link-order.ts';
import { lookAtLinks } from './bundle-steps.ts';
import { itemsNow, NOT_YET } from './scheduled-bundle.ts';

type Looking = {
  actor: Actor;
  schedule: Pick<StoredSchedule, 'id' | 'dueAt' | 'entries' | 'linksAnyway'>;
  /** Whether it is being made, or is there. */
  what?: 'schedule' | 'moved-schedule';
  /** Whether somebody who may has let it leave links dead before. */
  isLet?: boolean;
};

/**
 * The links that it would leave dead as things are. Refused as a publication is, unless whoever made it may break links and said so: at its time nobody is
 * there to answer, so that it fires whatever has come to lead there since. One that was blocked has not been looked at yet.
 */
export async function lookAtLinksOfSchedule(
  context: AuthoringContext,
  { actor, isLet = false, schedule, what = 'moved-schedule' }: Looking,
): Promise<DeadLink[]> {
  const items = await itemsNow(context, schedule);
  if (items.length === 0) return [];
  const links = { anyway: schedule.linksAnyway && !isLet };
  const decided = { at: schedule.dueAt, ...NOT_YET };
  const request = { actor, correlationId: null, items, links, decided };
  return cutLinks(await lookAtLinks(context, { ...request, what, isLet }));
}

/** What stands in its way besides blocks it once its time is set, and its links are looked at when that is mended. */
export async function knownToBreak(context: AuthoringContext, looking: Looking): Promise<DeadLink[]> {
  try {
    return await lookAtLinksOfSchedule(context, looking);
  } catch (error) {
    const isRefused = !(error instanceof AppError) || REFUSED.has(error.code);
    if (isRefused) throw error;
    return [];
  }
}

const REFUSED: ReadonlySet<string> = new Set(['broken-links', 'not-allowed']);
