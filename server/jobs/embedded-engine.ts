import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { newId } from '../store/new-id.ts';
import { giveBackJob } from '../store/settle-job.ts';
import { extendLeases, listDueKinds, takeJobs } from '../store/take-jobs.ts';
import type { HeldJob } from '../store/take-jobs.ts';
import type { JobEngine, JobEngineOptions, JobHandler } from './job-engine.ts';
import { planRecurringJobs } from './plan-recurring-jobs.ts';
import { recoverLapsedJobs } from './recover-lapsed-jobs.ts';
import { retryDelayMs as backOff } from './retry-delay.ts';
import { runJob } from './run-job.ts';
import type { JobTools } from './run-job.ts';
import { sharePlaces } from './share-places.ts';

/** Jobs wait for networks, not for this machine; each holds a place and some memory. */
const CONCURRENCY = 8;
/** Longer than a process stands still and than clocks of machines differ; short enough for a mail that somebody waits for. */
const LEASE_MS = 60_000;
/** One indexed question; whoever waits for a mail does not notice. */
const POLL_MS = 500;
/** Within what a supervisor gives a process to stop. */
const DRAIN_MS = 8_000;
/** For handlers to notice that they are to stop. */
const ABORT_MS = 1_000;

type Running = { job: HeldJob; stopping: AbortController };

/**
 * The queue over the `job` table. A job is `waiting` until its time has come and a process has a place for it; taken, it is `running` under
 * a lease, which its process extends as long as it lives. From there it is `done`, or `waiting` again for a later attempt, or `dead`
 * after the last one. A lease that lapses counts as a failed attempt: the job may be what kills its process.
 */
export function createEmbeddedEngine(options: JobEngineOptions): JobEngine {
  const engine = new EmbeddedEngine(options);
  return { start: () => engine.start(), wake: () => engine.wake(), stop: () => engine.stop() };
}

class EmbeddedEngine {
  readonly #tools: JobTools;
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #limits: { concurrency: number; drainMs: number; leaseMs: number; pollMs: number };
  readonly #owner = newId();
  readonly #queue: PQueue;
  readonly #running = new Map<string, Running>();
  readonly #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #isStopped = false;
  #ended: Promise<void> | null = null;

  constructor(options: JobEngineOptions) {
    const { database, handlers, log, now = () => new Date(), retryDelayMs = backOff } = options;
    const { concurrency = CONCURRENCY, drainMs = DRAIN_MS, leaseMs = LEASE_MS, pollMs = POLL_MS } = options;
    this.#tools = { database, log, now, retryDelayMs };
    this.#handlers = new Map(handlers.map((handler) => [handler.kind.name, handler]));
    this.#limits = { concurrency, drainMs, leaseMs, pollMs };
    this.#queue = new PQueue({ concurrency });
  }

  start(): void {
    if (this.#timers.length > 0 || this.#isStopped) return;
    const { leaseMs, pollMs } = this.#limits;
    const plan = oneAtATime(() => this.#planRecurring());
    const keep = oneAtATime(() =>
      this.#attempt('leases of jobs could not be extended', () => this.#keepLeases()),
    );
    this.#timers.push(
      setInterval(() => this.wake(), pollMs),
      setInterval(keep, leaseMs / 3),
      setInterval(plan, leaseMs / 2),
    );
    keep();
    plan();
    this.wake();
  }

  wake(): void {
    this.#isWanted = true;
    if (!this.#isStopped) this.#looking ??= this.#lookWhileWanted();
  }

  stop(): Promise<void> {
    return (this.#ended ??= this.#drain());
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      await this.#attempt('jobs could not be looked for', () => this.#takeWhatIsDue());
    }
    this.#looking = null;
  }

  async #takeWhatIsDue(): Promise<void> {
    const { database, now } = this.#tools;
    const { concurrency, leaseMs } = this.#limits;
    if (this.#running.size >= concurrency) return;
    const time = now().toISOString();
    const names = await listDueKinds(database.db, { kinds: [...this.#handlers.keys()], now: time });
    const due = new Map(names.map((name) => [name, this.#handlers.get(name)?.kind.priority ?? 0]));
    const running = countKinds([...this.#running.values()]);
    const places = sharePlaces({ due, running, concurrency });
    if (places.size === 0) return;
    const lease = { owner: this.#owner, now: time, leaseUntil: this.#later(leaseMs) };
    const taken = await database.write((tx) => takeJobs(tx, { ...lease, places }));
    for (const job of taken) this.#begin(job);
    // A kind may have had less than its share: the others get the rest.
    if (taken.length > 0) this.#isWanted = true;
  }

  #begin(job: HeldJob): void {
    const handler = this.#handlers.get(job.kind);
    if (handler === undefined) return;
    const stopping = new AbortController();
    this.#running.set(job.id, { job, stopping });
    const run = (): Promise<void> => runJob(this.#tools, { handler, job, signal: stopping.signal });
    void this.#queue.add(run).finally(() => {
      this.#running.delete(job.id);
      if (handler.cron !== undefined) void this.#planRecurring();
      this.wake();
    });
  }

  async #keepLeases(): Promise<void> {
    if (this.#running.size > 0) {
      const begun = [...this.#running.values()];
      const lease = { owner: this.#owner, leaseUntil: this.#later(this.#limits.leaseMs) };
      const held = await this.#tools.database.write((tx) => extendLeases(tx, lease));
      for (const { job, stopping } of begun) if (!held.includes(job.id)) stopping.abort();
    }
    await recoverLapsedJobs(this.#tools);
  }

  #planRecurring(): Promise<void> {
    const { database, now } = this.#tools;
    const handlers = [...this.#handlers.values()];
    return this.#attempt('recurring jobs could not be planned', () =>
      planRecurringJobs({ database, handlers, now }),
    );
  }

  /** What fails now is done at the next turn: the database may be away. */
  async #attempt(failure: string, work: () => Promise<void>): Promise<void> {
    if (this.#isStopped) return;
    try {
      await work();
    } catch (error) {
      this.#tools.log.warn({ err: error }, failure);
    }
  }

  async #drain(): Promise<void> {
    const { database, log } = this.#tools;
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#looking;
    await this.#idleWithin(this.#limits.drainMs);
    for (const { stopping } of this.#running.values()) stopping.abort();
    await this.#idleWithin(ABORT_MS);
    for (const { job } of this.#running.values()) {
      log.warn({ job: job.id, kind: job.kind }, 'a job did not end in time; another process does it again');
      await database.write((tx) => giveBackJob(tx, job));
    }
  }

  async #idleWithin(limitMs: number): Promise<void> {
    await Promise.race([this.#queue.onIdle(), delay(limitMs, undefined, { ref: false })]);
  }

  #later(ms: number): string {
    return new Date(this.#tools.now().getTime() + ms).toISOString();
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

function countKinds(running: readonly Running[]): Map<string, number> {
  const groups = Map.groupBy(running, ({ job }) => job.kind);
  return new Map([...groups].map(([kind, jobs]) => [kind, jobs.length]));
}
