import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import type { JobHelpers, Runner, Task } from 'graphile-worker';
import { Pool } from 'pg';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { dispatchDueJobs, takeJob } from '../store/dispatch-jobs.ts';
import type { JobEngine, JobEngineOptions } from './job-engine.ts';
import { RunningJobs } from './running-jobs.ts';

/** What was dispatched is heard of at once, and looked for as often where the notice was lost. */
const POLL_MS = 2_000;
/** For what was never dispatched: by a program that knew nothing of it, or by a clock that is behind. */
const LOOK_MS = 30_000;
/** One of them listens. */
const MAX_CONNECTIONS = 4;
/** A kind that has its share gives way for so long. */
const GIVE_WAY_MS = 100;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * The same queue, dispatched by graphile-worker: PostgreSQL hands each job that waits over to it in the transaction that makes it wait (migration 0029), and
 * it tells one process of it once its time has come. What becomes of a job is written down in the `job` table as ever (decisions/044).
 */
export function createGraphileEngine(options: JobEngineOptions & { listenUrl: string }): JobEngine {
  const engine = new GraphileEngine(options);
  return { start: () => engine.start(), wake: () => engine.wake(), stop: () => engine.stop() };
}

const dispatched = z.object({ id: z.string() });

class GraphileEngine {
  readonly #jobs: RunningJobs;
  readonly #listenUrl: string;
  readonly #log: Log;
  readonly #lookMs: number;
  readonly #stopping = new AbortController();
  /** How many places each kind has here: from before its job is taken, for the others are taken at the same time. */
  readonly #places = new Map<string, number>();
  #runner: Runner | null = null;
  #working: Promise<void> | null = null;
  #looking: Promise<void> | null = null;
  #ended: Promise<void> | null = null;

  constructor(options: JobEngineOptions & { listenUrl: string }) {
    this.#jobs = new RunningJobs(options);
    this.#listenUrl = options.listenUrl;
    this.#log = options.log;
    this.#lookMs = options.pollMs ?? LOOK_MS;
  }

  start(): void {
    if (this.#working !== null || this.#jobs.isStopped) return;
    this.#working = this.#work();
    this.#jobs.start({ look: () => this.wake(), everyMs: this.#lookMs });
  }

  wake(): void {
    if (this.#jobs.isStopped) return;
    this.#looking ??= this.#jobs
      .attempt('jobs could not be looked for', () => this.#dispatchWhatIsDue())
      .finally(() => {
        this.#looking = null;
      });
  }

  stop(): Promise<void> {
    return (this.#ended ??= this.#drain());
  }

  async #drain(): Promise<void> {
    this.#jobs.halt();
    this.#stopping.abort();
    await this.#looking;
    // It takes no more from here on, and waits for those that run.
    const stopped = this.#runner?.stop().catch(() => undefined);
    await this.#jobs.drain();
    await stopped;
    await this.#working;
  }

  async #dispatchWhatIsDue(): Promise<void> {
    const { handlers, tools } = this.#jobs;
    const due = { kinds: [...handlers.keys()], now: tools.now().toISOString() };
    await tools.database.write((tx) => dispatchDueJobs(tx, due));
  }

  /** Until the process stops, however often the database is away. */
  async #work(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#jobs.isStopped) {
      try {
        await this.#runOnce(() => {
          pauseMs = FIRST_PAUSE_MS;
        });
      } catch (error) {
        this.#log.warn({ err: error }, 'the queue of jobs is away');
      }
      if (this.#jobs.isStopped) return;
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  async #runOnce(onRunning: () => void): Promise<void> {
    const pool = new Pool({
      connectionString: this.#listenUrl,
      application_name: 'stillpress jobs',
      max: MAX_CONNECTIONS,
      keepAlive: true,
    });
    pool.on('error', (error) => this.#log.warn({ err: error }, 'a connection to Postgres was lost'));
    pool.on('connect', (client) => client.on('error', () => {}));
    const shared = { pgPool: pool, logger: loggerTo(this.#log), noHandleSignals: true };
    try {
      const utils = await makeWorkerUtils(shared);
      await utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS'] });
      await utils.release();
      const { concurrency, handlers } = this.#jobs;
      const tasks = [...handlers.keys()].map((kind) => [kind, this.#taskOf(kind)] as const);
      const runner = await run({
        ...shared,
        concurrency,
        pollInterval: POLL_MS,
        parsedCronItems: [],
        taskList: Object.fromEntries(tasks),
        forbiddenFlags: () => this.#kindsWithTheirShare(),
      });
      this.#runner = runner;
      if (this.#jobs.isStopped) await runner.stop();
      onRunning();
      await runner.promise;
    } finally {
      this.#runner = null;
      await pool.end();
    }
  }

  /** One place is never taken by a kind that has all the others: however many there are of it, others find room at once. */
  #kindsWithTheirShare(): string[] {
    const most = Math.max(1, this.#jobs.concurrency - 1);
    return [...this.#places].flatMap(([kind, count]) => (count >= most ? kind : []));
  }

  /** It never fails: what became of the job is in the table, and what was not taken is dispatched again. */
  #taskOf(kind: string): Task {
    return async (payload, helpers) => {
      const { id } = dispatched.parse(payload);
      if (this.#jobs.isStopped || (this.#jobs.concurrency > 1 && this.#kindsWithTheirShare().includes(kind)))
        return await comeBack(helpers, { id, kind, inMs: GIVE_WAY_MS });
      this.#places.set(kind, (this.#places.get(kind) ?? 0) + 1);
      try {
        await this.#do({ id, kind }, helpers);
      } catch (error) {
        this.#log.warn({ err: error, job: id, kind }, 'a job could not be taken; it is looked for again');
      } finally {
        this.#places.set(kind, (this.#places.get(kind) ?? 1) - 1);
      }
    };
  }

  async #do({ id, kind }: { id: string; kind: string }, helpers: JobHelpers): Promise<void> {
    const { database, now } = this.#jobs.tools;
    const lease = this.#jobs.lease();
    const taken = await database.write((tx) => takeJob(tx, { id, ...lease }));
    if ('job' in taken) await this.#jobs.begin(taken.job);
    else if (taken.dueAt !== null)
      await comeBack(helpers, { id, kind, inMs: Date.parse(taken.dueAt) - now().getTime() });
  }
}

async function comeBack(
  helpers: JobHelpers,
  { id, inMs, kind }: { id: string; kind: string; inMs: number },
): Promise<void> {
  const runAt = new Date(Date.now() + Math.max(inMs, GIVE_WAY_MS));
  await helpers.addJob(kind, { id }, { jobKey: id, runAt, maxAttempts: 1, flags: [kind] });
}

/** What it says of each job is said by whoever does it. */
function loggerTo(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    const details = { queue: scope.label ?? 'graphile-worker' };
    if (level === 'error') log.warn(details, message);
    else log.debug(details, message);
  });
}
