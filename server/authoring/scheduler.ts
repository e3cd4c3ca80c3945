import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { readLogHead } from '../store/publications.ts';
import { readLatestRelease, type StoredRelease } from '../store/releases.ts';
import { readNextToFire, readNextUnprepared } from '../store/schedules.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { fireSchedule, giveUpSchedule } from './fire-schedule.ts';
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

export function createScheduler(options: SchedulerOptions): Scheduler {
  return new SchedulerOfProcess(options);
}

class SchedulerOfProcess implements Scheduler {
  readonly #options: Required<SchedulerOptions>;
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
    this.#woken.abort();
    this.#woken = new AbortController();
    if (this.#timer !== undefined) this.#turn();
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
      const next = await readNextToFire(context.database.db);
      if (next === null) return;
      const leftMs = Date.parse(next.dueAt) - context.now().getTime();
      if (leftMs > leadMs + pollMs) return;
      if (leftMs > leadMs) {
        const { signal } = this.#woken;
        await delay(leftMs - leadMs, undefined, { signal }).catch(() => undefined);
      } else {
        await this.#fire(next.id);
      }
    }
  }

  async #fire(id: string): Promise<void> {
    const { context, log, retryMs } = this.#options;
    try {
      const outcome = await fireSchedule(context, { id, signal: this.#woken.signal });
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
        await delay(retryMs * Math.max(1, attempts), undefined, { signal: this.#woken.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Whatever has been published or released since: the nearest first. And every hour, since roles and clocks change as well. */
  async #prepareAll(): Promise<void> {
    const { context } = this.#options;
    while (!this.#isStopped) {
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
