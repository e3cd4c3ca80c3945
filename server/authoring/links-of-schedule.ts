import type { DeadLink } from '../../model/site-plan.ts';
import type { Actor } from '../accounts/actor.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { cutLinks } from './link-order.ts';
import { lookAtLinks } from './publish-bundle.ts';
import { itemsNow, NOT_YET } from './scheduled-bundle.ts';

type Looking = {
  actor: Actor;
  schedule: Pick<StoredSchedule, 'id' | 'dueAt' | 'entries' | 'linksAnyway'>;
};

/**
 * The links that it would leave dead as things are. Refused as a publication is, unless whoever made it may break links and said so: at its time nobody is
 * there to answer, so that it fires whatever has come to lead there since. One that was blocked has not been looked at yet.
 */
export async function lookAtLinksOfSchedule(
  context: AuthoringContext,
  { actor, schedule }: Looking,
): Promise<DeadLink[]> {
  const items = await itemsNow(context, schedule);
  if (items.length === 0) return [];
  const links = { anyway: schedule.linksAnyway };
  const decided = { at: schedule.dueAt, ...NOT_YET };
  return cutLinks(await lookAtLinks(context, { actor, correlationId: null, items, links, decided }));
}
