import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../store/new-id.ts';
import { giveBackJob } from '../store/settle-job.ts';
import { extendLeases } from '../store/take-jobs.ts';
import type { HeldJob, Lease } from '../store/take-jobs.ts';
import type { JobEngineOptions, JobHandler } from './job-engine.ts';
import { planRecurringJobs } from './plan-recurring-jobs.ts';
import { recoverLapsedJobs } from './recover-lapsed-jobs.ts';
import { retryDelayMs as backOff } from './retry-delay.ts';
import { runJob } from './run-job.ts';
import type { JobTools } from './run-job.ts';

/** Jobs wait for networks, not for this machine; each holds a place and some memory. */
const CONCURRENCY = 8;
/** Longer than a process stands still and than clocks of machines differ; short enough for a mail that somebody waits for. */
const LEASE_MS = 60_000;
/** Within what a supervisor gives a process to stop. */
const DRAIN_MS = 8_000;
/** For handlers to notice that they are to stop. */
const ABORT_MS = 1_000;

type Running = { job: HeldJob; stopping: AbortController; ended: Promise<void> };

/**
 * What this process has taken of the `job` table, whichever engine found it. A job is `waiting` until its time has come and a process has a place for it;
 * taken, it is `running` under a lease, which its process extends as long as it lives. From there it is `done`, or `waiting` again for a later
 * attempt, or `dead` after the last one. A lease that lapses counts as a failed attempt: the job may be what kills its process.
 */
export class RunningJobs {
  readonly concurrency: number;
  readonly tools: JobTools;
  readonly handlers: ReadonlyMap<string, JobHandler>;
  readonly #limits: { drainMs: number; leaseMs: number };
  readonly #owner = newId();
  readonly #running = new Map<string, Running>();
  readonly #attempts = new Set<Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #givenBack = Promise.withResolvers<void>();
  readonly #onEnded: JobEngineOptions['onEnded'];
  #isStopped = false;

  constructor(options: JobEngineOptions) {
    const { database, handlers, log, now = () => new Date(), retryDelayMs = backOff } = options;
    const { concurrency = CONCURRENCY, drainMs = DRAIN_MS, leaseMs = LEASE_MS } = options;
    this.tools = { database, log, now, retryDelayMs };
    this.handlers = new Map(handlers.map((handler) => [handler.kind.name, handler]));
    this.concurrency = concurrency;
    this.#onEnded = options.onEnded;
    this.#limits = { drainMs, leaseMs };
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** `look` is asked for as often as it says, until the process stops. */
  start({ look, everyMs }: { look: () => void; everyMs: number }): void {
    const { leaseMs } = this.#limits;
    const plan = oneAtATime(() => this.#planRecurring());
    const keep = oneAtATime(() =>
      this.attempt('leases of jobs could not be extended', () => this.#keepLeases()),
    );
    this.#timers.push(
      setInterval(look, everyMs),
      setInterval(keep, leaseMs / 3),
      setInterval(plan, leaseMs / 2),
    );
    keep();
    plan();
    look();
  }

  get size(): number {
    return this.#running.size;
  }

  /** How many of each kind run now. */
  counts(): Map<string, number> {
    const groups = Map.groupBy(this.#running.values(), ({ job }) => job.kind);
    return new Map([...groups].map(([kind, jobs]) => [kind, jobs.length]));
  }

  lease(): Lease {
    return {
      owner: this.#owner,
      now: this.tools.now().toISOString(),
      leaseUntil: this.#later(this.#limits.leaseMs),
    };
  }

  /** Resolves when it has ended, or when this process has given it back. */
  begin(job: HeldJob): Promise<void> {
    const handler = this.handlers.get(job.kind);
    if (handler === undefined) return Promise.resolve();
    const stopping = new AbortController();
    const ended = this.#run({ handler, job, signal: stopping.signal }).finally(() => {
      this.#running.delete(job.id);
      if (handler.cron !== undefined) void this.#planRecurring();
    });
    this.#running.set(job.id, { job, stopping, ended });
    return Promise.race([ended, this.#givenBack.promise]);
  }

  /** What fails now is done at the next turn: the database may be away. */
  async attempt(failure: string, work: () => Promise<void>): Promise<void> {
    if (this.#isStopped) return;
    const attempt = work().catch((error: unknown) => this.tools.log.warn({ err: error }, failure));
    this.#attempts.add(attempt);
    await attempt;
    this.#attempts.delete(attempt);
  }

  /** From here on nothing is begun, and nothing looked for. */
  halt(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Nobody asks the database for anything once it has resolved. */
  async drain(): Promise<void> {
    const { database, log } = this.tools;
    await Promise.all(this.#attempts);
    await this.#idleWithin(this.#limits.drainMs);
    for (const { stopping } of this.#running.values()) stopping.abort();
    await this.#idleWithin(ABORT_MS);
    for (const { job } of this.#running.values()) {
      log.warn({ job: job.id, kind: job.kind }, 'a job did not end in time; another process does it again');
      await database.write((tx) => giveBackJob(tx, job));
    }
    this.#givenBack.resolve();
  }

  async #run(run: Parameters<typeof runJob>[1]): Promise<void> {
    const startedAt = performance.now();
    const outcome = await runJob(this.tools, run);
    this.#onEnded?.({ kind: run.job.kind, outcome, ms: performance.now() - startedAt });
  }

  async #keepLeases(): Promise<void> {
    if (this.#running.size > 0) {
      const begun = [...this.#running.values()];
      const held = await this.tools.database.write((tx) => extendLeases(tx, this.lease()));
      for (const { job, stopping } of begun) if (!held.includes(job.id)) stopping.abort();
    }
    await recoverLapsedJobs(this.tools);
  }

  #planRecurring(): Promise<void> {
    const { database, now } = this.tools;
    const handlers = [...this.handlers.values()];
    return this.attempt('recurring jobs could not be planned', () =>
      planRecurringJobs({ database, handlers, now }),
    );
  }

  async #idleWithin(limitMs: number): Promise<void> {
    const ends = [...this.#running.values()].map(({ ended }) => ended);
    await Promise.race([Promise.allSettled(ends), delay(limitMs, undefined, { ref: false })]);
  }

  #later(ms: number): string {
    return new Date(this.tools.now().getTime() + ms).toISOString();
  }
}

/** A database that is slow is not asked again before it has answered. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
  };
}
