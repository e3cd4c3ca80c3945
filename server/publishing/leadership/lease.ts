import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { Deposed, giveLeaseBack, renewLease } from '../../store/publisher-leases.ts';
import type { LeasePace, TakenLease } from './take-lease.ts';

/** The right to change a target, for as long as it lasts. */
export type Lease = {
  readonly target: string;
  readonly epoch: number;
  /** Aborted at the moment from which on another process may lead. Throws where that has come. */
  signal(): AbortSignal;
  /** Another process leads: what was found out elsewhere. */
  lost(): void;
  /** Idempotent. */
  giveBack(): Promise<void>;
};

export type LeaseOptions = {
  database: Database;
  log: Log;
  pace: LeasePace;
  /** Whether nobody else can take it while this process has the target open. */
  isAlone: boolean;
  /** Called once. */
  onLost: () => void;
};

/** This process stops to trust it before any other may take it. */
const SPARE_MS = 1_000;

/** Gives signs of life until it is given back. */
export function keepLease({ epoch, takenAtMs, target }: TakenLease, options: LeaseOptions): Lease {
  const { database, isAlone, log, onLost, pace } = options;
  const trust = createTrust(pace.leaseMs - SPARE_MS);
  let isLost = false;
  let isGivenBack = false;
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> = Promise.resolve();

  function lost(): void {
    if (isLost || isGivenBack) return;
    isLost = true;
    clearTimeout(timer);
    trust.end();
    log.error({ target, epoch }, 'another process publishes now, since this one gave no sign of life');
    onLost();
  }

  async function renew(): Promise<void> {
    const sentAtMs = performance.now();
    try {
      const now = new Date().toISOString();
      if (await database.write((tx) => renewLease(tx, { target, epoch, now }))) trust.extend(sentAtMs);
      else lost();
    } catch (error) {
      log.warn({ err: error, target }, 'a sign of life could not be given; it is tried again');
    }
    arrange();
  }

  function arrange(): void {
    if (isLost || isGivenBack) return;
    timer = setTimeout(() => {
      renewing = renew();
    }, pace.renewMs);
    timer.unref();
  }

  if (!isAlone) {
    trust.extend(takenAtMs);
    arrange();
  }
  return {
    target,
    epoch,
    signal: () => {
      if (isLost) throw new Deposed();
      return isAlone ? NEVER : trust.signal();
    },
    lost,
    giveBack: async () => {
      if (isGivenBack) return;
      isGivenBack = true;
      clearTimeout(timer);
      await renewing;
      trust.end();
      if (!isLost) await database.write((tx) => giveLeaseBack(tx, { target, epoch }));
    },
  };
}

const NEVER = new AbortController().signal;

/** By two clocks: one stands still while the machine sleeps, and the other one can be set. */
function createTrust(trustMs: number) {
  let untilMs = 0;
  let untilDate = 0;
  let controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const isOver = (): boolean => performance.now() >= untilMs || Date.now() >= untilDate;
  const end = (): void => {
    clearTimeout(timer);
    controller.abort(notTrusted());
  };
  const look = (): void => {
    clearTimeout(timer);
    if (isOver()) end();
    else timer = setTimeout(look, Math.max(1, untilMs - performance.now())).unref();
  };
  return {
    end,
    extend: (sinceMs: number): void => {
      untilMs = sinceMs + trustMs;
      untilDate = Date.now() - (performance.now() - sinceMs) + trustMs;
      if (controller.signal.aborted) controller = new AbortController();
      look();
    },
    signal: (): AbortSignal => {
      if (isOver()) end();
      if (controller.signal.aborted) throw notTrusted();
      return controller.signal;
    },
  };
}

function notTrusted(): AppError {
  return new AppError(
    'publisher-busy',
    'The database has not heard of this process for seconds, so that another one may publish by now. Nothing is written until it has.',
    { retryAfterSeconds: 2 },
  );
}
