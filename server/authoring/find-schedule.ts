import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { readPlaces } from '../store/entry-identity.ts';
import { readSchedule } from '../store/schedules.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import type { Reader } from './find-entry.ts';
import { canRead, entrySubject, requirePermission } from './permission.ts';

/** Who may read all of its entries may read a schedule; for others it is not there. */
export async function findSchedule(
  tx: Kysely<Tables>,
  { id, ...reader }: Reader & { id: string },
): Promise<StoredSchedule> {
  const schedule = idProblem(id) === null ? await readSchedule(tx, { id }) : null;
  const [readable] =
    schedule === null ? [] : await readableSchedules(tx, { ...reader, schedules: [schedule] });
  if (readable !== undefined) return readable;
  throw new AppError(
    'schedule-not-found',
    `There is no schedule with the id ${JSON.stringify(id)}. GET /api/v1/schedules lists those that there are, and so does "stillpress schedule list".`,
  );
}

/** Those of the schedules whose entries the reader may read, all of them. */
export async function readableSchedules(
  tx: Kysely<Tables>,
  { schedules, ...reader }: Reader & { schedules: readonly StoredSchedule[] },
): Promise<StoredSchedule[]> {
  const ids = [...new Set(schedules.flatMap(({ entries }) => entries.map(({ entryId }) => entryId)))];
  const places = await readPlaces(tx, { ids });
  return schedules.filter(({ entries }) =>
    entries.every(({ entryId }) => {
      const place = places.get(entryId);
      return place !== undefined && canRead(reader, place);
    }),
  );
}

/** Who may do at once what it is going to do, may move or cancel it. */
export async function requireOfSchedule(
  tx: Kysely<Tables>,
  { actor, model, schedule }: Reader & { schedule: StoredSchedule },
): Promise<void> {
  const places = await readPlaces(tx, { ids: schedule.entries.map(({ entryId }) => entryId) });
  for (const { action, entryId } of schedule.entries) {
    const place = places.get(entryId);
    if (place === undefined) continue;
    const needed = action === 'publish' ? 'entry.publish' : 'entry.withdraw';
    requirePermission(actor, needed, entrySubject(model, place));
  }
}

export function scheduleClosed({ firedAt, state }: StoredSchedule): AppError {
  const what = state === 'fired' ? `has fired at ${firedAt}` : 'was cancelled';
  return new AppError(
    'schedule-closed',
    `The schedule ${what}: it cannot be changed any more. Make another one.`,
  );
}
