import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { EVENT_KINDS } from '../../model/api/event.ts';
import type { EventAbout, EventKind } from '../../model/api/event.ts';
import { compileOnce } from './compile-once.ts';
import { readConcernedEntries, type ConcernedEntry } from './concerned-entries.ts';
import { decodeJson, encodeJson } from './json.ts';
import { newId } from './new-id.ts';
import type { Tables } from './tables.ts';

export type NewEvent = {
  at: string;
  kind: EventKind;
  actorId: string | null;
  correlationId: string | null;
  about: EventAbout;
};

/** What the audit does not tell. Part of the caller's transaction; `sequence-events.ts` gives it its place soon after. */
export async function appendEvent(tx: Kysely<Tables>, { about, ...event }: NewEvent): Promise<void> {
  await insertEvent(tx, { ...event, id: newId(), about: encodeJson(about) });
}

type EventRow = Omit<NewEvent, 'about'> & { id: string; about: string };

const insertEvent = compileOnce((db, event: EventRow) =>
  db.insertInto('event').values({
    id: event.id,
    seq: null,
    at: event.at,
    kind: event.kind,
    actor_id: event.actorId,
    correlation_id: event.correlationId,
    about: event.about,
  }),
);

/** An event with its place in the order. */
export type StoredEvent = NewEvent & {
  seq: number;
  id: string;
  actorName: string | null;
  /** Those that it is about, as far as they are known; null: it is about none. */
  entries: readonly ConcernedEntry[] | null;
};

/** Those that follow `seq`, in order, and the place up to which they have been read. */
export async function readEventsAfter(
  tx: Kysely<Tables>,
  { limit, seq }: { seq: number; limit: number },
): Promise<{ events: StoredEvent[]; upTo: number }> {
  const { rows } = await selectEventsAfter(tx, { seq, limit });
  const known = rows.flatMap(({ about, kind: name, seq: place, ...event }) => {
    const kind = EVENT_KINDS.find((candidate) => candidate === name);
    // Whatever a newer program tells of, this one has no name for it.
    if (kind === undefined || place === null) return [];
    return [Object.assign(event, { kind, seq: place, about: decodeJson(about) })];
  });
  const concerned = await readConcernedEntries(tx, known);
  const events = known.map((event) => Object.assign(event, { entries: concerned(event) }));
  return { events, upTo: rows.at(-1)?.seq ?? seq };
}

const selectEventsAfter = compileOnce((db, { limit, seq }: { seq: number; limit: number }) =>
  db
    .selectFrom('event')
    .leftJoin('user', 'user.id', 'event.actor_id')
    .select([
      'event.id',
      'event.seq',
      'event.at',
      'event.kind',
      'event.actor_id as actorId',
      'event.correlation_id as correlationId',
      'event.about',
      'user.name as actorName',
    ])
    .where('event.seq', '>', seq)
    .orderBy('event.seq')
    .limit(limit),
);

/** A place in the order, under the id by which it is known outside. */
export type EventPlace = { id: string; seq: number };

/** Null if the event is too old, of another database, or has no place yet. */
export async function findEvent(tx: Kysely<Tables>, { id }: { id: string }): Promise<EventPlace | null> {
  const row = await tx.selectFrom('event').select('seq').where('id', '=', id).executeTakeFirst();
  return row === undefined || row.seq === null ? null : { id, seq: row.seq };
}

/** There always is one: the sweep leaves it. */
export async function readNewestEvent(tx: Kysely<Tables>): Promise<EventPlace> {
  const { id, seq } = await tx
    .selectFrom('event')
    .select(['id', 'seq'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { id, seq: seq ?? 0 };
}

/** Returns how many there were. */
export async function deleteOldEvents(tx: Kysely<Tables>, { before }: { before: string }): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('event')
    .where('at', '<', before)
    .where('seq', '<', sql<number>`(select seq from event_head)`)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
