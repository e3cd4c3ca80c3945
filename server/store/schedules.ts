import type { Kysely } from 'kysely';
import type { DeadLink } from '../../model/site-plan.ts';
import type { Repeated } from '../../model/zoned-time.ts';
import { decodeLinks, encodeLinks } from './json.ts';
import { lockDecision } from './locks.ts';
import { newId } from './new-id.ts';
import type { ScheduleState, ScheduleStepTable, TimedPublicationTable } from './schedule-tables.ts';
import type { Tables } from './tables.ts';

export type StoredSchedule = {
  id: string;
  localTime: string;
  timeZone: string;
  repeated: Repeated | null;
  dueAt: string;
  state: ScheduleState;
  /** Why it is blocked, or was cancelled. */
  code: string | null;
  reason: string | null;
  preparedFor: string | null;
  createdAt: string;
  createdBy: string | null;
  firedAt: string | null;
  latenessMs: number | null;
  publicationSeq: number | null;
  /** Whoever made or moved it lets it leave links dead. */
  linksAnyway: boolean;
  /** Those that it leaves dead, as far as it was known when it was made or moved, and then when it fired. */
  brokenLinks: DeadLink[];
  entries: ScheduledEntry[];
};

export type ScheduledEntry = {
  action: 'publish' | 'withdraw';
  entryId: string;
  /** Null for a withdrawal, which stands whatever is saved. */
  versionId: string | null;
};

export type ScheduleStep = Pick<ScheduleStepTable, 'at' | 'kind' | 'code' | 'reason'> & {
  dueAt: string;
  latenessMs: number | null;
  brokenLinks: DeadLink[];
};

export type ScheduleTime = Pick<StoredSchedule, 'localTime' | 'timeZone' | 'repeated' | 'dueAt'>;

export type NewSchedule = ScheduleTime &
  Pick<StoredSchedule, 'id' | 'createdAt' | 'createdBy'> &
  Partial<Pick<StoredSchedule, 'linksAnyway' | 'brokenLinks'>> & { entries: readonly ScheduledEntry[] };

/** Those that may still fire. */
export const OPEN: readonly ScheduleState[] = ['armed', 'blocked'];

export async function insertSchedule(tx: Kysely<Tables>, schedule: NewSchedule): Promise<void> {
  const {
    brokenLinks = [],
    createdAt,
    createdBy,
    dueAt,
    entries,
    id,
    localTime,
    repeated,
    timeZone,
  } = schedule;
  const common = { due_at: dueAt, time_zone: timeZone, created_at: createdAt, created_by: createdBy };
  await tx
    .insertInto('timed_publication')
    .values({
      ...common,
      id,
      local_time: localTime,
      repeated,
      state: 'armed',
      code: null,
      reason: null,
      prepared_for: null,
      fired_at: null,
      lateness_ms: null,
      publication_seq: null,
      links_anyway: schedule.linksAnyway === true ? 1 : 0,
      broken_links: encodeLinks(brokenLinks),
    })
    .execute();
  const rows = entries.map(({ action, entryId, versionId }, position) =>
    Object.assign(
      { id: newId(), action, entry_id: entryId, version_id: versionId, timed_id: id, position },
      { state: 'armed' as const, reason: null, fired_at: null },
      common,
    ),
  );
  await tx.insertInto('schedule').values(rows).execute();
  await addStep(tx, { id, at: createdAt, dueAt, kind: 'armed', brokenLinks });
}

type Step = { id: string; at: string; dueAt: string; kind: ScheduleStep['kind'] } & Partial<
  Pick<ScheduleStep, 'code' | 'reason' | 'latenessMs' | 'brokenLinks'>
>;

async function addStep(tx: Kysely<Tables>, step: Step): Promise<void> {
  const { at, brokenLinks = [], code = null, dueAt, id, kind, latenessMs = null, reason = null } = step;
  const brokenBy = { broken_links: encodeLinks(brokenLinks), lateness_ms: latenessMs };
  await tx
    .insertInto('schedule_step')
    .values({ id: newId(), timed_id: id, at, kind, due_at: dueAt, code, reason, ...brokenBy })
    .execute();
}

/** What happens to a schedule that has not fired. False if it is not as `from` says any more: then nothing was changed. */
export type ScheduleChange = {
  id: string;
  at: string;
  /** At which time it was to fire, and as what it was seen. */
  from: Pick<StoredSchedule, 'dueAt'> & { states?: readonly ScheduleState[] };
} & (
  | { kind: 'armed' }
  | ({ kind: 'moved' } & Move)
  | { kind: 'blocked' | 'cancelled'; code: string | null; reason: string | null }
  | { kind: 'fired'; latenessMs: number }
);

/** Compare and set, in the transaction of what it is about: of two processes that do the same, one finds it done. */
export async function changeSchedule(tx: Kysely<Tables>, change: ScheduleChange): Promise<boolean> {
  const { at, from, id, kind } = change;
  const why = 'code' in change ? { code: change.code, reason: change.reason } : { code: null, reason: null };
  const state: ScheduleState = kind === 'moved' ? 'armed' : kind;
  const fired = kind === 'fired' ? { fired_at: at, lateness_ms: change.latenessMs } : {};
  const moved = kind === 'moved' ? movedColumns(change) : {};
  const { numUpdatedRows } = await tx
    .updateTable('timed_publication')
    .set({ state, ...why, ...fired, ...moved })
    .where('id', '=', id)
    .where('due_at', '=', from.dueAt)
    .where('state', 'in', from.states ?? OPEN)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx
    .updateTable('schedule')
    .set({
      state,
      reason: null,
      ...(kind === 'fired' && { fired_at: at }),
      ...(kind === 'moved' && { due_at: change.time.dueAt, time_zone: change.time.timeZone }),
    })
    .where('timed_id', '=', id)
    .execute();
  const dueAt = kind === 'moved' ? change.time.dueAt : from.dueAt;
  await addStep(tx, {
    id,
    at,
    kind,
    dueAt,
    ...why,
    ...(kind === 'fired' && { latenessMs: change.latenessMs }),
    ...(kind === 'moved' && { brokenLinks: change.brokenLinks }),
  });
  return true;
}

type Move = { time: ScheduleTime } & Pick<StoredSchedule, 'linksAnyway' | 'brokenLinks'>;

function movedColumns({ brokenLinks, linksAnyway, time }: Move) {
  const broken = { links_anyway: linksAnyway ? 1 : 0, broken_links: encodeLinks(brokenLinks) };
  return { ...timeColumns(time), ...broken, prepared_for: null };
}

function timeColumns({ dueAt, localTime, repeated, timeZone }: ScheduleTime) {
  return { due_at: dueAt, local_time: localTime, repeated, time_zone: timeZone };
}

/** In the transaction that fired it, once it is known what came of it. */
export async function setOutcomeOf(
  tx: Kysely<Tables>,
  { brokenLinks, id, seq }: { id: string; seq: number | null; brokenLinks: readonly DeadLink[] },
): Promise<void> {
  const broken = { broken_links: encodeLinks(brokenLinks) };
  await tx
    .updateTable('timed_publication')
    .set({ publication_seq: seq, ...broken })
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('schedule_step')
    .set(broken)
    .where('timed_id', '=', id)
    .where('kind', '=', 'fired')
    .execute();
}

export async function setPreparedFor(
  tx: Kysely<Tables>,
  { dueAt, id, preparedFor }: Pick<StoredSchedule, 'id' | 'dueAt' | 'preparedFor'>,
): Promise<void> {
  await tx
    .updateTable('timed_publication')
    .set({ prepared_for: preparedFor })
    .where('id', '=', id)
    .where('due_at', '=', dueAt)
    .execute();
}

/** Until the transaction ends, no other process fires anything: what is due fires in its order. */
export async function lockFiring(tx: Kysely<Tables>): Promise<void> {
  await lockDecision(tx, { name: 'schedules fire' });
}

export async function readSchedule(
  tx: Kysely<Tables>,
  { id }: { id: string },
): Promise<StoredSchedule | null> {
  const row = await tx.selectFrom('timed_publication').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return (await withEntries(tx, [row]))[0] ?? null;
}

/** Of one that could not be published when its time had come: it stays blocked until it is moved. */
export const TRIED_WHEN_DUE = 'due';

/** The one that is due first; those that are due together, in the order in which they were made. One that is blocked gets its try when it is due. */
export async function readNextToFire(tx: Kysely<Tables>): Promise<ToFire | null> {
  return (await listToFire(tx, { limit: 1 }))[0] ?? null;
}

export type ToFire = Pick<StoredSchedule, 'id' | 'dueAt'>;

/** It, and those that come after it. */
export async function listToFire(tx: Kysely<Tables>, { limit }: { limit: number }): Promise<ToFire[]> {
  return await tx
    .selectFrom('timed_publication')
    .select(['id', 'due_at as dueAt'])
    .where('state', 'in', OPEN)
    .where((is) => is.or([is('prepared_for', 'is', null), is('prepared_for', '!=', TRIED_WHEN_DUE)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** The first that is still to come and has been prepared for something else. */
export async function readNextUnprepared(
  tx: Kysely<Tables>,
  { now, preparedFor }: { preparedFor: string; now: string },
): Promise<StoredSchedule | null> {
  const row = await tx
    .selectFrom('timed_publication')
    .selectAll()
    .where('state', 'in', OPEN)
    .where('due_at', '>', now)
    .where((is) => is.or([is('prepared_for', 'is', null), is('prepared_for', '!=', preparedFor)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return (await withEntries(tx, [row]))[0] ?? null;
}

export type ScheduleSearch = {
  states?: readonly ScheduleState[] | undefined;
  entryId?: string | undefined;
  /** Due at this moment or later. */
  from?: string | undefined;
  /** Due before this moment. */
  to?: string | undefined;
  /** Where the page before ended. */
  after?: { dueAt: string; id: string } | undefined;
  limit: number;
};

/** In the order in which they are due. */
export async function listSchedules(tx: Kysely<Tables>, search: ScheduleSearch): Promise<StoredSchedule[]> {
  const { after, entryId, from, limit, states, to } = search;
  const rows = await tx
    .selectFrom('timed_publication')
    .selectAll()
    .$if(states !== undefined, (query) => query.where('state', 'in', states ?? []))
    .$if(from !== undefined, (query) => query.where('due_at', '>=', from ?? ''))
    .$if(to !== undefined, (query) => query.where('due_at', '<', to ?? ''))
    .$if(entryId !== undefined, (query) =>
      query.where('id', 'in', (of) =>
        of
          .selectFrom('schedule')
          .select('timed_id')
          .where('entry_id', '=', entryId ?? '')
          .where('timed_id', 'is not', null)
          .$castTo<{ timed_id: string }>(),
      ),
    )
    .$if(after !== undefined, (query) =>
      query.where((is) =>
        is.or([
          is('due_at', '>', after?.dueAt ?? ''),
          is.and([is('due_at', '=', after?.dueAt ?? ''), is('id', '>', after?.id ?? '')]),
        ]),
      ),
    )
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return await withEntries(tx, rows);
}

async function withEntries(
  tx: Kysely<Tables>,
  rows: readonly TimedPublicationTable[],
): Promise<StoredSchedule[]> {
  if (rows.length === 0) return [];
  const entries = await tx
    .selectFrom('schedule')
    .select(['timed_id', 'action', 'entry_id as entryId', 'version_id as versionId'])
    .where(
      'timed_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute();
  const byId = Map.groupBy(entries, ({ timed_id: id }) => id);
  return rows.map((row) => ({
    id: row.id,
    localTime: row.local_time,
    timeZone: row.time_zone,
    repeated: row.repeated,
    dueAt: row.due_at,
    state: row.state,
    code: row.code,
    reason: row.reason,
    preparedFor: row.prepared_for,
    createdAt: row.created_at,
    createdBy: row.created_by,
    firedAt: row.fired_at,
    latenessMs: row.lateness_ms,
    publicationSeq: row.publication_seq,
    linksAnyway: row.links_anyway === 1,
    brokenLinks: decodeLinks(row.broken_links),
    entries: (byId.get(row.id) ?? []).map(({ action, entryId, versionId }) => ({
      action,
      entryId,
      versionId,
    })),
  }));
}

/** In their order. */
export async function listScheduleSteps(tx: Kysely<Tables>, { id }: { id: string }): Promise<ScheduleStep[]> {
  const steps = await tx
    .selectFrom('schedule_step')
    .select(['at', 'kind', 'due_at as dueAt', 'code', 'reason', 'lateness_ms as latenessMs', 'broken_links'])
    .where('timed_id', '=', id)
    .orderBy('id')
    .execute();
  return steps.map(({ broken_links: broken, ...step }) =>
    Object.assign(step, { brokenLinks: decodeLinks(broken) }),
  );
}

/** The ids of those that may still fire and have to do with the entry. */
export async function listOpenOfEntry(
  tx: Kysely<Tables>,
  { entryId }: { entryId: string },
): Promise<{ id: string; dueAt: string; action: 'publish' | 'withdraw'; state: ScheduleState }[]> {
  return await tx
    .selectFrom('schedule')
    .innerJoin('timed_publication as timed', 'timed.id', 'schedule.timed_id')
    .select(['timed.id', 'timed.due_at as dueAt', 'schedule.action', 'timed.state'])
    .where('schedule.entry_id', '=', entryId)
    .where('timed.state', 'in', OPEN)
    .orderBy('timed.due_at')
    .orderBy('timed.id')
    .execute();
}

/** What a template said may quote an entry of which nothing is to be left, and the addresses of links may. */
export async function eraseReasons(tx: Kysely<Tables>, { entryId }: { entryId: string }): Promise<void> {
  const ids = tx
    .selectFrom('schedule')
    .select('timed_id')
    .where('entry_id', '=', entryId)
    .where('timed_id', 'is not', null)
    .$castTo<{ timed_id: string }>();
  const nothing = { reason: null, broken_links: null };
  await tx.updateTable('timed_publication').set(nothing).where('id', 'in', ids).execute();
  await tx.updateTable('schedule_step').set(nothing).where('timed_id', 'in', ids).execute();
}
