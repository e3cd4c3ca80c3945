import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Database } from '../../store/database.ts';
import { claimLease, readLease, type PublisherLease } from '../../store/publisher-leases.ts';

export type LeasePace = {
  /** A lease that has not moved for so long is nobody's any more. */
  leaseMs: number;
  /** How often whoever has it gives a sign of life. */
  renewMs: number;
  /** How often whoever wants it looks. */
  watchMs: number;
};

/** With what opening the target takes, another process leads within ten seconds of the end of the one before. */
export const LEASE_PACE: LeasePace = { leaseMs: 7_000, renewMs: 1_500, watchMs: 300 };

export type Place = {
  /** As it stands in release rows. */
  target: string;
  /** The same one whenever this place of work is used again; its lock is held, so whoever led from here has ended. */
  holder: string;
  /** Whether nobody else can be at work on the target while the lock is held. */
  isAlone: boolean;
};

export type TakenLease = { target: string; epoch: number; takenAtMs: number };

/** Throws `publisher-busy` while another process leads. */
export async function takeLease(
  database: Database,
  { holder, isAlone, target }: Place,
  pace: LeasePace,
): Promise<TakenLease> {
  const found = await readLease(database.db, { target });
  const isFree = isAlone || found === null || [null, holder].includes(found.holder);
  if (!isFree) await watch(database, found, pace);
  const takenAtMs = performance.now();
  const next = {
    target,
    holder,
    process: `${hostname()}:${process.pid}`,
    taken_at: new Date().toISOString(),
  };
  const seen = found && { epoch: found.epoch, beat: isFree ? null : found.beat };
  const epoch = await database.write((tx) => claimLease(tx, { next, seen }));
  if (epoch === null) throw isLed();
  return { target, epoch, takenAtMs };
}

/** Resolves once it has stood still for long enough. */
async function watch(
  database: Database,
  seen: PublisherLease,
  { leaseMs, watchMs }: LeasePace,
): Promise<void> {
  for (const until = performance.now() + leaseMs; performance.now() < until;) {
    await delay(watchMs);
    const now = await readLease(database.db, { target: seen.target });
    if (now?.epoch !== seen.epoch || now.beat !== seen.beat) throw isLed();
    if (now.holder === null) return;
  }
}

function isLed(): AppError {
  return new AppError(
    'publisher-busy',
    'Another process is publishing to this target. Stop it first, or let it do the work.',
  );
}
