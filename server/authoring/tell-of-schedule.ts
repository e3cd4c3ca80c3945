import type { Transaction } from 'kysely';
import { readPlaces } from '../store/entry-identity.ts';
import type { StoredSchedule } from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import { listSubscribers, tellSubscribers } from '../store/webhook-events.ts';

type Telling = {
  event: 'schedule.fired' | 'schedule.blocked';
  schedule: StoredSchedule;
  at: string;
  correlationId: string | null;
  data: Readonly<Record<string, unknown>>;
};

/** Receivers are told in the transaction that makes it true. */
export async function tellOfSchedule(
  tx: Transaction<Tables>,
  { at, correlationId, data, event, schedule }: Telling,
): Promise<void> {
  const subscribers = await listSubscribers(tx, [event]);
  if (subscribers.length === 0) return;
  const { createdBy, dueAt, entries, id, localTime, timeZone } = schedule;
  const places = await readPlaces(tx, { ids: entries.map(({ entryId }) => entryId) });
  const about = entries.flatMap(({ entryId }) => {
    const place = places.get(entryId);
    return place === undefined ? [] : [{ id: entryId, collection: place.collection, locale: place.locale }];
  });
  const items = entries.map(({ action, entryId, versionId }) => ({ entryId, action, versionId }));
  const told = { scheduleId: id, dueAt, localTime, timeZone, createdBy, entries: items, ...data };
  const happened = [{ event, entries: about, data: told }];
  await tellSubscribers(tx, subscribers, { happened, now: at, correlationId });
}
