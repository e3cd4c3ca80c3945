import type { Transaction } from 'kysely';
import { appendAudit } from '../store/audit.ts';
import { changeSchedule } from '../store/schedules.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import { tellOfSchedule } from './tell-of-schedule.ts';
import type { Obstacle } from './scheduled-bundle.ts';

export type Blocking = {
  schedule: StoredSchedule;
  obstacle: Obstacle;
  at: string;
  correlationId: string | null;
};

/** Its author is told, and whoever else wants to know. False if it is not what it was any more. */
export async function blockSchedule(
  tx: Transaction<Tables>,
  { at, correlationId, obstacle: { code, reason }, schedule }: Blocking,
): Promise<boolean> {
  const { dueAt, entries, id } = schedule;
  const isBlocked = await changeSchedule(tx, { id, at, from: schedule, kind: 'blocked', code, reason });
  if (!isBlocked) return false;
  await appendAudit(tx, {
    at,
    actorId: null,
    action: 'schedule.block',
    subject: `schedule:${id}`,
    correlationId,
    // The reason may be the words of a template, which may quote an entry.
    details: { entryIds: entries.map(({ entryId }) => entryId), dueAt, code },
  });
  await tellOfSchedule(tx, { event: 'schedule.blocked', schedule, at, correlationId, data: { code } });
  return true;
}
