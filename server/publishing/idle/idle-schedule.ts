import type { Log } from '../../log.ts';

/**
 * Work that nobody waits for. `run` does one slice of it, ends early once the signal is aborted, and says after how many milliseconds it
 * is wanted again; null: not before the next release.
 */
export type IdleTask = {
  name: string;
  /** How long after a release, and after the start, it is wanted; null: the release changes nothing for it. */
  afterReleaseMs: number | null;
  /** For a while, it waits for a moment in which nobody looks at previews either. */
  isHeavy?: boolean;
  run(signal: AbortSignal): Promise<number | null>;
};

export type IdleSchedule = {
  start(): void;
  /** Something is to be published: the running slice ends, and no other begins. */
  interrupt(): void;
  /** Somebody looks at a preview: the running slice goes on, and nothing heavy begins for a while. */
  disturb(): void;
  /** From now on it may become quiet. */
  quiet(after: { isReleased: boolean }): void;
  /** Resolves when the running slice has ended. Idempotent. */
  stop(): Promise<void>;
};

/** What failed is no matter of seconds: a full disk, a database that is away. */
const RETRY_MS = 5 * 60_000;
const TIMER_MAX_MS = 2 ** 31 - 1;
/** Somebody may look at previews all day. */
const HEAVY_WAITS_MAX_MS = 60_000;

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
  let disturbedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let running: { abort: AbortController; ended: Promise<void> } | null = null;
  let isOpen = false;

  function arrange(): void {
    clearTimeout(timer);
    if (!isOpen || running !== null || quietSince === null) return;
    const afterPreviews = disturbedAt + quietMs;
    const [next] = [...dueAt].map((wanted) => beginOf(wanted, afterPreviews)).sort(([, a], [, b]) => a - b);
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
    const wantedInMs = await runOnce(task, { signal, log });
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
    disturb: () => {
      disturbedAt = performance.now();
      arrange();
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

/** After how many milliseconds it is wanted again. */
async function runOnce(
  task: IdleTask,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<number | null> {
  try {
    return await task.run(signal);
  } catch (error) {
    if (signal.aborted) return 0;
    log.warn({ err: error, task: task.name }, 'work for idle times failed; it is tried again later');
    return RETRY_MS;
  }
}

function beginOf([task, due]: readonly [IdleTask, number], afterPreviews: number): [IdleTask, number] {
  const begins = Math.min(afterPreviews, due + HEAVY_WAITS_MAX_MS);
  return [task, task.isHeavy === true ? Math.max(due, begins) : due];
}
