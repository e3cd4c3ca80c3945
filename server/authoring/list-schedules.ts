import { idProblem } from '../../model/text-rules.ts';
import { decodeCursor, encodeCursor } from '../store/list-cursor.ts';
import type { ScheduleState } from '../store/schedule-tables.ts';
import { listSchedules as selectSchedules } from '../store/schedules.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableSchedules } from './find-schedule.ts';
import { namesOfScheduled, type ScheduledNames } from './scheduled-names.ts';

export type ScheduleListRequest = Call & {
  state?: ScheduleState | undefined;
  entryId?: string | undefined;
  /** Due at this moment or later. */
  from?: Date | undefined;
  /** Due before this moment. */
  to?: Date | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
};

const ORDER = 'due';

/** In the order in which they are due. What the reader may not read is left out, so that a page may be shorter than asked for. */
export async function listSchedules(
  { database, model }: AuthoringContext,
  { actor, cursor, entryId, from: first, limit, state, to }: ScheduleListRequest,
): Promise<{ schedules: StoredSchedule[]; names: ScheduledNames; nextCursor: string | null }> {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, ORDER);
  if (entryId !== undefined && idProblem(entryId) !== null)
    return { schedules: [], names: new Map(), nextCursor: null };
  const found = await selectSchedules(database.db, {
    states: state && [state],
    entryId,
    from: first?.toISOString(),
    to: to?.toISOString(),
    after: from && { dueAt: from.key, id: from.id },
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const schedules = await readableSchedules(database.db, { actor, model, schedules: page });
  const last = found.length > limit ? page.at(-1) : undefined;
  const names = await namesOfScheduled(database.db, schedules);
  return {
    schedules,
    names,
    nextCursor: last ? encodeCursor({ id: last.id, key: last.dueAt }, ORDER) : null,
  };
}
