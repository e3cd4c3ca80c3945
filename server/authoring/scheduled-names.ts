import type { Kysely } from 'kysely';
import { readEntryNames, type EntryName } from '../store/entry-titles.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';

/** By the id of the entry. */
export type ScheduledNames = ReadonlyMap<string, EntryName>;

/** What the entries of schedules are called now. */
export async function namesOfScheduled(
  tx: Kysely<Tables>,
  schedules: readonly Pick<StoredSchedule, 'entries'>[],
): Promise<ScheduledNames> {
  const ids = new Set(schedules.flatMap(({ entries }) => entries.map(({ entryId }) => entryId)));
  return await readEntryNames(tx, { ids: [...ids] });
}
