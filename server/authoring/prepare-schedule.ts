import { appendAudit } from '../store/audit.ts';
import { newId } from '../store/new-id.ts';
import { changeSchedule, readSchedule, setPreparedFor, type StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { blockSchedule } from './block-schedule.ts';
import { lookAtLinksOfSchedule } from './links-of-schedule.ts';
import { tryBundle } from './bundle-steps.ts';
import { actorOfSchedule, itemsNow, NOT_YET, obstacleOf, type Obstacle } from './scheduled-bundle.ts';

type Preparing = {
  id: string;
  /** For which state of the site; until it is said, it is prepared again. */
  preparedFor?: string | undefined;
};

/**
 * Does all that publishing it takes, but for the commit: its pages are rendered as they will be. Says whether it is armed or blocked. What passes by itself
 * changes nothing, and is met again by the next preparation: then it returns false.
 */
export async function prepareSchedule(
  context: AuthoringContext,
  { id, preparedFor }: Preparing,
): Promise<boolean> {
  const { database } = context;
  const schedule = await readSchedule(database.db, { id });
  if (schedule === null || !(schedule.state === 'armed' || schedule.state === 'blocked')) return true;
  const outcome = await findObstacle(context, schedule);
  if (outcome.kind === 'unknown') return false;
  await database.write(async (tx) => {
    const now = context.now().toISOString();
    // Once it is due, firing decides.
    if (now >= schedule.dueAt) return;
    const { obstacle } = outcome;
    const at = { at: now, correlationId: newId() };
    const isNews = schedule.state === 'armed' || schedule.reason !== obstacle?.reason;
    if (obstacle !== null && isNews) await blockSchedule(tx, { ...at, schedule, obstacle });
    if (obstacle === null && schedule.state === 'blocked') {
      const isArmed = await changeSchedule(tx, { id, at: now, from: schedule, kind: 'armed' });
      const entryIds = schedule.entries.map(({ entryId }) => entryId);
      const audited = { ...at, actorId: null, action: 'schedule.arm', subject: `schedule:${id}` };
      if (isArmed) await appendAudit(tx, { ...audited, details: { entryIds, dueAt: schedule.dueAt } });
    }
    if (preparedFor !== undefined) await setPreparedFor(tx, { id, dueAt: schedule.dueAt, preparedFor });
  });
  return true;
}

type Outcome = { kind: 'known'; obstacle: Obstacle | null } | { kind: 'unknown' };

async function findObstacle(context: AuthoringContext, schedule: StoredSchedule): Promise<Outcome> {
  const { dueAt } = schedule;
  try {
    const actor = await actorOfSchedule(context.database.db, schedule);
    const items = await itemsNow(context, schedule);
    const decided = { at: dueAt, ...NOT_YET };
    if (items.length > 0) await tryBundle(context, { actor, correlationId: null, items, decided });
    if (schedule.state === 'blocked') await lookAtLinksOfSchedule(context, { actor, schedule });
    return { kind: 'known', obstacle: null };
  } catch (error) {
    const obstacle = obstacleOf(error);
    return obstacle === null ? { kind: 'unknown' } : { kind: 'known', obstacle };
  }
}
