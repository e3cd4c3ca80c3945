import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import { doneBy, type Actor } from '../accounts/actor.ts';
import { appendAudit } from '../store/audit.ts';
import { newId } from '../store/new-id.ts';
import {
  changeSchedule,
  lockFiring,
  readNextToFire,
  readSchedule,
  setPreparedFor,
  setOutcomeOf,
  TRIED_WHEN_DUE,
  type StoredSchedule,
} from '../store/schedules.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { blockSchedule } from './block-schedule.ts';
import { cutLinks } from './link-order.ts';
import { lookAtLinksOfSchedule } from './links-of-schedule.ts';
import type { Decided } from './bundle-steps.ts';
import { publishBundle } from './publish-bundle.ts';
import {
  actorOfSchedule,
  isSameActor,
  itemsOfSchedule,
  obstacleOf,
  type Obstacle,
} from './scheduled-bundle.ts';
import { tellOfSchedule } from './tell-of-schedule.ts';

export type Firing = {
  id: string;
  /** Aborted where another one may have to fire first. */
  signal?: AbortSignal | undefined;
  /** Where others are due in the same second and come first: resolves once they are done. Until then this one is proven alone, as if they had not been. */
  after?: Promise<void> | undefined;
};

/** `elsewhere`: it is not its turn, another process has fired it, or somebody has changed it. Nothing was done. */
export type Fired = 'fired' | 'blocked' | 'elsewhere';

/**
 * Publishes what is scheduled, at its time: it is proven before, and committed when it is due. The publication, the ledger, the audit and what receivers are
 * told are one transaction, which begins by taking the schedule: of any number of processes one fires it, and one that is killed has fired it or has not.
 */
export async function fireSchedule(context: AuthoringContext, firing: Firing): Promise<Fired> {
  const { database } = context;
  const schedule = await readSchedule(database.db, { id: firing.id });
  if (schedule === null || !isOpen(schedule)) return 'elsewhere';
  const correlationId = newId();
  try {
    const actor = await actorOfSchedule(database.db, schedule);
    if (schedule.state === 'blocked') await lookAtLinksOfSchedule(context, { actor, schedule });
    const at = laterOf(schedule.dueAt, context.now().toISOString());
    const started = { context, schedule, actor, correlationId };
    let latenessMs = 0;
    await publishBundle(context, {
      actor,
      correlationId,
      items: itemsOfSchedule(schedule),
      decided: {
        at,
        due: () => waitUntil(context, { dueAt: schedule.dueAt, firing }),
        claim: async (tx) => {
          latenessMs = await claim(tx, started);
        },
        record: (tx, made) => record(tx, { ...started, ...made }),
      },
    });
    context.scheduleFired?.({ latenessMs });
    return 'fired';
  } catch (error) {
    if (error instanceof NotItsTurn) return 'elsewhere';
    const obstacle = obstacleOf(error);
    if (obstacle === null) throw error;
    return await blockWhenDue(context, { schedule, obstacle, firing, correlationId });
  }
}

/** For one that cannot be fired for reasons that nobody has foreseen: the others behind it go on. */
export async function giveUpSchedule(
  context: AuthoringContext,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const schedule = await readSchedule(context.database.db, { id });
  if (schedule === null || !isOpen(schedule)) return;
  const obstacle = { code: 'internal', reason };
  await blockWhenDue(context, { schedule, obstacle, firing: { id }, correlationId: newId() });
}

class NotItsTurn extends Error {}

type Started = { context: AuthoringContext; schedule: StoredSchedule; actor: Actor; correlationId: string };

/** Returns how late it is. */
async function claim(tx: Transaction<Tables>, { actor, context, schedule }: Started): Promise<number> {
  await lockFiring(tx);
  const { dueAt, id } = schedule;
  const next = await readNextToFire(tx);
  if (next?.id !== id || next.dueAt !== dueAt) throw new NotItsTurn();
  // Whoever has been given another role meanwhile is asked about anew.
  if (!isSameActor(actor, await actorOfSchedule(tx, schedule))) throw new NotItsTurn();
  const now = context.now();
  const latenessMs = Math.max(0, now.getTime() - Date.parse(dueAt));
  const fired = { id, at: now.toISOString(), from: schedule, kind: 'fired' as const, latenessMs };
  if (!(await changeSchedule(tx, fired))) throw new NotItsTurn();
  return latenessMs;
}

type Recording = Started & Parameters<Decided['record']>[1];

async function record(
  tx: Transaction<Tables>,
  { actor, brokenLinks, correlationId, publication, schedule: { id } }: Recording,
): Promise<void> {
  const seq = publication?.seq ?? null;
  const broken = cutLinks(brokenLinks);
  await setOutcomeOf(tx, { id, seq, brokenLinks: broken });
  const fired = await readSchedule(tx, { id });
  if (fired === null || fired.firedAt === null) throw new NotItsTurn();
  const { dueAt, entries, firedAt: at, latenessMs } = fired;
  await appendAudit(tx, {
    at,
    ...doneBy(actor),
    action: 'schedule.fire',
    subject: `schedule:${id}`,
    correlationId,
    details: {
      entryIds: entries.map(({ entryId }) => entryId),
      dueAt,
      latenessMs,
      ...(seq !== null && { seq }),
      ...(broken.length > 0 && { brokenLinks: broken }),
    },
  });
  const data = { firedAt: at, latenessMs, publication: seq, brokenLinks: broken };
  await tellOfSchedule(tx, { event: 'schedule.fired', schedule: fired, at, correlationId, data });
}

type Blocked = { schedule: StoredSchedule; obstacle: Obstacle; firing: Firing; correlationId: string };

/** What stood in its way beforehand may be gone by then: nothing is decided before it is due. */
async function blockWhenDue(
  context: AuthoringContext,
  { correlationId, firing, obstacle, schedule }: Blocked,
): Promise<Fired> {
  const { dueAt, id } = schedule;
  const wasEarly = firing.after !== undefined || context.now().toISOString() < dueAt;
  try {
    await waitUntil(context, { dueAt, firing });
  } catch (error) {
    if (error instanceof NotItsTurn) return 'elsewhere';
    throw error;
  }
  // Tried before its time alone, or before others, it is tried once more.
  if (wasEarly) return await fireSchedule(context, { id, signal: firing.signal });
  const at = context.now().toISOString();
  const isBlocked = await context.database.write(async (tx) => {
    await lockFiring(tx);
    const next = await readNextToFire(tx);
    if (next?.id !== id || next.dueAt !== dueAt) return false;
    if (!(await blockSchedule(tx, { schedule, obstacle, at, correlationId }))) return false;
    await setPreparedFor(tx, { id, dueAt, preparedFor: TRIED_WHEN_DUE });
    return true;
  });
  return isBlocked ? 'blocked' : 'elsewhere';
}

/** As long as a rebuild takes to hand over what it is at. */
const EXPECTED_MS = 600;

/** A timer may be a moment early. */
async function waitUntil(
  { now, publicationExpected }: AuthoringContext,
  { dueAt, firing: { after, signal } }: { dueAt: string; firing: Firing },
): Promise<void> {
  for (;;) {
    if (signal?.aborted === true) throw new NotItsTurn();
    const leftMs = Date.parse(dueAt) - now().getTime();
    if (leftMs <= 0) return await after;
    if (leftMs <= EXPECTED_MS) publicationExpected?.();
    const pauseMs = leftMs > EXPECTED_MS ? leftMs - EXPECTED_MS : leftMs;
    await delay(pauseMs, undefined, signal && { signal }).catch(() => undefined);
  }
}

function isOpen({ preparedFor, state }: StoredSchedule): boolean {
  return (state === 'armed' || state === 'blocked') && preparedFor !== TRIED_WHEN_DUE;
}

function laterOf(time: string, other: string): string {
  return time > other ? time : other;
}
