import { idProblem } from '../../model/text-rules.ts';
import { decodeCursor, encodeCursor } from '../store/list-cursor.ts';
import type { ScheduleState } from '../store/schedule-tables.ts';
import { listSchedules as selectSchedules } from '../store/schedules.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableSchedules } from './find-schedule.ts';

export type ScheduleListRequest = Call & {
  state?: ScheduleState | undefined;
  entryId?: string | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
};

const ORDER = 'due';

/** In the order in which they are due. What the reader may not read is left out, so that a page may be shorter than asked for. */
export async function listSchedules(
  { database, model }: AuthoringContext,
  { actor, cursor, entryId, limit, state }: ScheduleListRequest,
): Promise<{ schedules: StoredSchedule[]; nextCursor: string | null }> {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, ORDER);
  if (entryId !== undefined && idProblem(entryId) !== null) return { schedules: [], nextCursor: null };
  const found = await selectSchedules(database.db, {
    states: state && [state],
    entryId,
    after: from && { dueAt: from.key, id: from.id },
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const schedules = await readableSchedules(database.db, { actor, model, schedules: page });
  const last = found.length > limit ? page.at(-1) : undefined;
  return { schedules, nextCursor: last ? encodeCursor({ id: last.id, key: last.dueAt }, ORDER) : null };
}
