import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { listenForPublications } from '../store/listen.ts';
import type { Listener } from '../store/listen.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { watchClock } from './clock.ts';
import { watchTemplates } from './template-build/watch-templates.ts';

/** What wakes the publisher, besides those who call it. */
export type WakeUps = {
  /** Idempotent. */
  start(): void;
  isStarted(): boolean;
  /** Idempotent. */
  stop(): Promise<void>;
};

type WakeUpOptions = {
  database: Pick<Database, 'listenUrl'>;
  log: Log;
  projectRoot?: string;
  pollMs?: number;
  /** Whether what the templates are made of is watched, where somebody works on them. */
  watch?: boolean;
  wake: () => void;
  /** Builds the templates anew, beside the loop: publications go on meanwhile, with those of before. Whoever builds them tells what is wrong. */
  refresh: () => Promise<void>;
};

/** The net below the signals, and how jobs of other processes are found. */
const POLL_MS = 2_000;

export function createWakeUps(options: WakeUpOptions): WakeUps {
  const {
    database,
    log,
    pollMs = POLL_MS,
    projectRoot = PROJECT_ROOT,
    refresh,
    wake,
    watch = false,
  } = options;
  let poll: NodeJS.Timeout | undefined;
  let listener: Listener | undefined;
  const ends: (() => Promise<void>)[] = [];

  return {
    isStarted: () => poll !== undefined,
    start: () => {
      if (poll !== undefined) return;
      poll = setInterval(wake, pollMs);
      if (database.listenUrl !== null) listener = listenForPublications(database.listenUrl, wake);
      const clock = watchClock(wake);
      ends.push(async () => clock.stop());
      if (!watch) return;
      const onChange = (): Promise<void> =>
        refresh()
          .catch(() => undefined)
          .finally(wake);
      const templates = watchTemplates({ projectRoot, log, onChange });
      // What was saved while the watch was being set up has been seen by nobody.
      void templates.ready.then(templates.look);
      ends.push(() => templates.close());
    },
    stop: async () => {
      clearInterval(poll);
      await Promise.all(ends.map((end) => end()));
      await listener?.close();
    },
  };
}
