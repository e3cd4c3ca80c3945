import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { readLogHead } from '../store/publications.ts';
import { readLatestRelease, type StoredRelease } from '../store/releases.ts';
import { listToFire, readNextToFire, readNextUnprepared, type ToFire } from '../store/schedules.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { fireSchedule, giveUpSchedule, type Firing } from './fire-schedule.ts';
import { prepareSchedule } from './prepare-schedule.ts';

/** Fires what is scheduled, and prepares what is to come. Any number of processes may run one. */
export type Scheduler = {
  /** Idempotent. */
  start(): void;
  /** A schedule has been made, moved or cancelled: another one may be first now. */
  wake(): void;
  /** Whatever is due by now has been fired when it resolves. Throws where it could not be. */
  fireDue(): Promise<void>;
  /** Ends after what is being published. Idempotent. */
  stop(): Promise<void>;
};

type SchedulerOptions = {
  context: AuthoringContext;
  log: Log;
  target: StoredRelease['target'];
  /** How long before its time one is rendered for the last time: as long as a few pages take while the site is being rebuilt. */
  leadMs?: number;
  pollMs?: number;
  retryMs?: number;
};

const LEAD_MS = 3_000;
/** For those that other processes make, and after the clock of the machine was set. */
const POLL_MS = 1_000;
/** Of one that fails for reasons that nobody has foreseen, before it is blocked and the others go on. */
const ATTEMPTS_MAX = 5;
const RETRY_MS = 500;
/** Many things are due at nine sharp: whoever was proven after the one before has been released would be late. */
const TOGETHER_MS = 1_000;
/** So many are rendered within the lead. */
const TOGETHER_MAX = 20;

export function createScheduler(options: SchedulerOptions): Scheduler {
  return new SchedulerOfProcess(options);
}

class SchedulerOfProcess implements Scheduler {
  readonly #options: Required<SchedulerOptions>;
  /** The one between its last proof and its commit, or the first of several. */
  #aboutToFire: ToFire | null = null;
  /** How often each has failed. */
  readonly #failures = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #firing: Promise<void> | null = null;
  #preparing: Promise<void> | null = null;
  #woken = new AbortController();
  #isStopped = false;

  constructor({ leadMs = LEAD_MS, pollMs = POLL_MS, retryMs = RETRY_MS, ...options }: SchedulerOptions) {
    this.#options = { ...options, leadMs, pollMs, retryMs };
  }

  start(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    this.#timer = setInterval(() => this.#turn(), this.#options.pollMs);
    this.#turn();
  }

  wake(): void {
    void this.#lookAgain();
    if (this.#timer !== undefined) this.#turn();
  }

  /** What has been proven goes on to its time, unless another one comes first by now. */
  async #lookAgain(): Promise<void> {
    const first = this.#aboutToFire;
    if (first !== null) {
      const next = await readNextToFire(this.#options.context.database.db).catch(() => null);
      if (next?.id === first.id && next.dueAt === first.dueAt) return;
    }
    this.#woken.abort();
    this.#woken = new AbortController();
  }

  async fireDue(): Promise<void> {
    if (this.#isStopped) return;
    this.#firing ??= this.#fireAll().finally(() => {
      this.#firing = null;
    });
    await this.#firing;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#woken.abort();
    await Promise.allSettled([this.#firing, this.#preparing]);
  }

  #turn(): void {
    const { log } = this.#options;
    // The next turn does it.
    this.fireDue().catch((error: unknown) => log.warn({ err: error }, 'what is due could not be published'));
    this.#preparing ??= this.#prepareAll()
      .catch((error: unknown) => log.warn({ err: error }, 'what is scheduled could not be prepared'))
      .finally(() => {
        this.#preparing = null;
      });
  }

  /** One after another, in the order in which they are due, up to those that are still further away than the lead. */
  async #fireAll(): Promise<void> {
    const { context, leadMs, pollMs } = this.#options;
    while (!this.#isStopped) {
      const [next, ...others] = await listToFire(context.database.db, { limit: TOGETHER_MAX });
      if (next === undefined) return;
      const leftMs = Date.parse(next.dueAt) - context.now().getTime();
      if (leftMs > leadMs + pollMs) return;
      if (leftMs > leadMs) {
        const { signal } = this.#woken;
        await delay(leftMs - leadMs, undefined, { signal }).catch(() => undefined);
      } else {
        // Late ones are proven on what those before them have left.
        await this.#fireTogether([next, ...(leftMs > 0 ? others.filter(isDueWith(next)) : [])]);
      }
    }
  }

  /** Each is proven before its time, and committed when that has come and those before it are done. */
  async #fireTogether(schedules: readonly ToFire[]): Promise<void> {
    const { signal } = this.#woken;
    this.#aboutToFire = schedules[0] ?? null;
    try {
      const firing: Promise<void>[] = [];
      for (const { id } of schedules) {
        const after = firing.at(-1)?.catch(() => undefined);
        firing.push(this.#fire({ id, signal, after }));
      }
      await Promise.allSettled(firing);
      await Promise.all(firing);
    } finally {
      this.#aboutToFire = null;
    }
  }

  async #fire(firing: Firing): Promise<void> {
    const { context, log, retryMs } = this.#options;
    const { id, signal } = firing;
    try {
      const outcome = await fireSchedule(context, firing);
      this.#failures.delete(id);
      if (outcome !== 'elsewhere')
        log.info({ schedule: id }, `a schedule has ${outcome === 'fired' ? 'fired' : 'been blocked'}`);
    } catch (error) {
      // A database that is away comes back: that is nothing to give up for.
      const isOfWorld = error instanceof AppError;
      const attempts = (this.#failures.get(id) ?? 0) + (isOfWorld ? 0 : 1);
      this.#failures.set(id, attempts);
      log.error({ err: error, schedule: id, attempt: attempts }, 'a schedule could not fire');
      if (attempts >= ATTEMPTS_MAX) {
        const reason = `It failed ${attempts} times: ${error instanceof Error ? error.message : String(error)}`;
        await giveUpSchedule(context, { id, reason });
        this.#failures.delete(id);
      } else {
        await delay(retryMs * Math.max(1, attempts), undefined, signal && { signal }).catch(() => undefined);
      }
    }
  }

  /**
   * Whatever has been published or released since: the nearest first. And every hour, since roles and clocks change as well. Of what was proven last the pages
   * are kept for the release: that is left to the one that is about to fire.
   */
  async #prepareAll(): Promise<void> {
    const { context } = this.#options;
    while (!this.#isStopped && this.#aboutToFire === null) {
      const preparedFor = await this.#stateOfSite();
      const now = context.now().toISOString();
      const next = await readNextUnprepared(context.database.db, { now, preparedFor });
      if (next === null) return;
      const isNow = await prepareSchedule(context, { id: next.id, preparedFor });
      if (!isNow) return;
    }
  }

  async #stateOfSite(): Promise<string> {
    const { context, target } = this.#options;
    const { db } = context.database;
    const [head, release] = [await readLogHead(db), await readLatestRelease(db, { target })];
    const hour = context.now().toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
    return [head.seq, release?.number ?? 0, hour].join(' ');
  }
}

function isDueWith(first: ToFire): (other: ToFire) => boolean {
  return ({ dueAt }) => Date.parse(dueAt) - Date.parse(first.dueAt) < TOGETHER_MS;
}
