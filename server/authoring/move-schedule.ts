import type { Kysely } from 'kysely';
import type { ZonedTime } from '../../model/zoned-time.ts';
import { doneBy, type Actor } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { changeSchedule, lockFiring, OPEN, type StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findSchedule, requireOfSchedule, scheduleClosed } from './find-schedule.ts';
import type { LinksAnyway } from './gate-links.ts';
import { brokenDetails } from './link-order.ts';
import { knownToBreak } from './links-of-schedule.ts';
import { prepareSchedule } from './prepare-schedule.ts';
import { readSchedule, type ScheduleDetails } from './read-schedule.ts';
import { requireScheduleTime } from './schedule-time.ts';

type MoveRequest = Call & LinksAnyway & { id: string; at: ZonedTime };

/**
 * Also of one that could not be published at its time: it gets another one. What has come to lead to what goes since it was made is in its way, as when it
 * is made: whoever moves it is there to answer.
 */
export async function moveSchedule(
  context: AuthoringContext,
  { at, links, ...request }: MoveRequest,
): Promise<ScheduleDetails> {
  const { actor, correlationId, id } = request;
  const { database } = context;
  const seen = await findToMove(context, { tx: database.db, actor, id });
  const { dueAt } = requireScheduleTime(at, context.now());
  const linksAnyway = links?.anyway === true || seen.linksAnyway;
  const brokenLinks = await knownToBreak(context, {
    actor,
    schedule: { ...seen, dueAt, linksAnyway },
    isLet: seen.linksAnyway && links?.anyway !== true,
  });
  await database.write(async (tx) => {
    await lockFiring(tx);
    const schedule = await findToMove(context, { tx, actor, id });
    const now = context.now();
    const time = requireScheduleTime(at, now);
    const moved = { id, at: now.toISOString(), from: schedule, kind: 'moved' as const, time };
    if (!(await changeSchedule(tx, { ...moved, linksAnyway, brokenLinks }))) throw scheduleClosed(schedule);
    await appendAudit(tx, {
      at: moved.at,
      ...doneBy(actor),
      action: 'schedule.move',
      subject: `schedule:${id}`,
      correlationId,
      details: {
        entryIds: schedule.entries.map(({ entryId }) => entryId),
        dueAt: time.dueAt,
        ...brokenDetails(brokenLinks),
      },
    });
  });
  await prepareSchedule(context, { id });
  context.scheduleChanged?.();
  return await readSchedule(context, request);
}

type ToMove = { tx: Kysely<Tables>; actor: Actor; id: string };

async function findToMove({ model }: AuthoringContext, { actor, id, tx }: ToMove): Promise<StoredSchedule> {
  const schedule = await findSchedule(tx, { actor, model, id });
  await requireOfSchedule(tx, { actor, model, schedule });
  if (!OPEN.includes(schedule.state)) throw scheduleClosed(schedule);
  return schedule;
}
