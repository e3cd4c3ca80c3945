import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { listenForPublications } from '../store/listen.ts';
import type { Listener } from '../store/listen.ts';
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
  config: Pick<Config, 'databaseUrl'>;
  log: Log;
  wake: () => void;
  /** The net below the signals, and how jobs of other processes are found. */
  pollMs: number;
  /** What the templates are made of is watched, where somebody works on them. */
  templates: { projectRoot: string; onChange: () => Promise<void> } | null;
};

export function createWakeUps({ config, log, pollMs, templates, wake }: WakeUpOptions): WakeUps {
  let poll: NodeJS.Timeout | undefined;
  let listener: Listener | undefined;
  const ends: (() => Promise<void>)[] = [];

  return {
    isStarted: () => poll !== undefined,
    start: () => {
      if (poll !== undefined) return;
      poll = setInterval(wake, pollMs);
      if (config.databaseUrl !== undefined) listener = listenForPublications(config.databaseUrl, wake);
      const clock = watchClock(wake);
      ends.push(async () => clock.stop());
      if (templates === null) return;
      const watch = watchTemplates({ ...templates, log });
      ends.push(() => watch.close());
    },
    stop: async () => {
      clearInterval(poll);
      await Promise.all(ends.map((end) => end()));
      await listener?.close();
    },
  };
}
