import type { Log } from '../../log.ts';

/**
 * Work that nobody waits for. `run` does one slice of it, ends early once the signal is aborted, and says after how many milliseconds it
 * is wanted again; null: not before the next release.
 */
export type IdleTask = {
  name: string;
  /** How long after a release, and after the start, it is wanted; null: the release changes nothing for it. */
  afterReleaseMs: number | null;
  run(signal: AbortSignal): Promise<number | null>;
};

export type IdleSchedule = {
  start(): void;
  /** Something is to be published: the running slice ends, and no other begins. */
  interrupt(): void;
  /** From now on it may become quiet. */
  quiet(after: { isReleased: boolean }): void;
  /** Resolves when the running slice has ended. Idempotent. */
  stop(): Promise<void>;
};

/** What failed is no matter of seconds: a full disk, a database that is away. */
const RETRY_MS = 5 * 60_000;
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * One slice at a time, of the task that is due first, and only when it has been quiet for a while.
 *
 * - busy: between `interrupt` and `quiet`. Nothing begins.
 * - waiting: a timer runs to the moment when the first task is due and it has been quiet for long enough.
 * - running: one slice; when it has ended, waiting or busy.
 */
export function createIdleSchedule(
  tasks: readonly IdleTask[],
  { log, quietMs }: { log: Log; quietMs: number },
): IdleSchedule {
  const dueAt = new Map<IdleTask, number>();
  let quietSince: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let running: { abort: AbortController; ended: Promise<void> } | null = null;
  let isOpen = false;

  function arrange(): void {
    clearTimeout(timer);
    if (!isOpen || running !== null || quietSince === null) return;
    const [next] = [...dueAt].sort(([, a], [, b]) => a - b);
    if (next === undefined) return;
    const [task, due] = next;
    const waitMs = Math.max(due, quietSince + quietMs) - performance.now();
    timer = setTimeout(() => begin(task), Math.min(Math.max(0, waitMs), TIMER_MAX_MS));
    timer.unref();
  }

  function begin(task: IdleTask): void {
    const abort = new AbortController();
    dueAt.delete(task);
    running = { abort, ended: runSlice(task, abort.signal) };
  }

  async function runSlice(task: IdleTask, signal: AbortSignal): Promise<void> {
    let wantedInMs: number | null;
    try {
      wantedInMs = await task.run(signal);
    } catch (error) {
      wantedInMs = signal.aborted ? 0 : RETRY_MS;
      if (!signal.aborted)
        log.warn({ err: error, task: task.name }, 'work for idle times failed; it is tried again later');
    }
    running = null;
    // A release meanwhile may want it sooner.
    if (wantedInMs !== null) want(task, wantedInMs);
    arrange();
  }

  function want(task: IdleTask, inMs: number): void {
    dueAt.set(task, Math.min(dueAt.get(task) ?? Infinity, performance.now() + inMs));
  }

  function wantAfterRelease(): void {
    for (const task of tasks) if (task.afterReleaseMs !== null) want(task, task.afterReleaseMs);
  }

  return {
    start: () => {
      isOpen = true;
      for (const task of tasks) want(task, task.afterReleaseMs ?? 0);
      quietSince ??= performance.now();
      arrange();
    },
    interrupt: () => {
      quietSince = null;
      clearTimeout(timer);
      running?.abort.abort();
    },
    quiet: ({ isReleased }) => {
      quietSince ??= performance.now();
      if (isReleased) wantAfterRelease();
      arrange();
    },
    stop: async () => {
      isOpen = false;
      clearTimeout(timer);
      running?.abort.abort();
      await running?.ended;
    },
  };
}
