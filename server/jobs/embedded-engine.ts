import { listDueKinds, takeJobs } from '../store/take-jobs.ts';
import type { HeldJob } from '../store/take-jobs.ts';
import type { JobEngine, JobEngineOptions } from './job-engine.ts';
import { RunningJobs } from './running-jobs.ts';
import { sharePlaces } from './share-places.ts';

/** One indexed question; whoever waits for a mail does not notice. */
const POLL_MS = 500;

/** Looks into the `job` table by itself: for one process, or a few, on either database. */
export function createEmbeddedEngine(options: JobEngineOptions): JobEngine {
  const engine = new EmbeddedEngine(options);
  return { start: () => engine.start(), wake: () => engine.wake(), stop: () => engine.stop() };
}

class EmbeddedEngine {
  readonly #jobs: RunningJobs;
  readonly #pollMs: number;
  #isStarted = false;
  #looking: Promise<void> | null = null;
  #isWanted = false;
  #ended: Promise<void> | null = null;

  constructor(options: JobEngineOptions) {
    this.#jobs = new RunningJobs(options);
    this.#pollMs = options.pollMs ?? POLL_MS;
  }

  start(): void {
    if (this.#isStarted || this.#jobs.isStopped) return;
    this.#isStarted = true;
    this.#jobs.start({ look: () => this.wake(), everyMs: this.#pollMs });
  }

  wake(): void {
    this.#isWanted = true;
    if (!this.#jobs.isStopped) this.#looking ??= this.#lookWhileWanted();
  }

  stop(): Promise<void> {
    return (this.#ended ??= this.#drain());
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#jobs.isStopped) {
      this.#isWanted = false;
      await this.#jobs.attempt('jobs could not be looked for', () => this.#takeWhatIsDue());
    }
    this.#looking = null;
  }

  async #takeWhatIsDue(): Promise<void> {
    const { concurrency, handlers, tools } = this.#jobs;
    if (this.#jobs.size >= concurrency) return;
    const running = this.#jobs.counts();
    const lease = this.#jobs.lease();
    const names = await listDueKinds(tools.database.db, { kinds: [...handlers.keys()], now: lease.now });
    const due = new Map(names.map((name) => [name, handlers.get(name)?.kind.priority ?? 0]));
    const places = sharePlaces({ due, running, concurrency });
    if (places.size === 0) return;
    const taken = await tools.database.write((tx) => takeJobs(tx, { ...lease, places }));
    for (const job of taken) this.#begin(job);
    // A kind may have had less than its share: the others get the rest.
    if (taken.length > 0) this.#isWanted = true;
  }

  #begin(job: HeldJob): void {
    void this.#jobs.begin(job).finally(() => this.wake());
  }

  async #drain(): Promise<void> {
    this.#jobs.halt();
    await this.#looking;
    await this.#jobs.drain();
  }
}
