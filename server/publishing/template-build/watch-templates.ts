import { join, relative } from 'node:path';
import { watch } from 'chokidar';
import type { Log } from '../../log.ts';
import { INPUT_PATHS } from './build-inputs.ts';

export type WatchOptions = {
  /** The folder with `astro.config.mjs` and `site/`. */
  projectRoot: string;
  /** Something that the build is made of may have changed. Never called again before it has ended; what it throws is logged. */
  onChange: () => void | Promise<void>;
  log: Log;
};

export type TemplateWatch = {
  /** From here on no change is missed. */
  ready: Promise<void>;
  /** As if something had changed: for what was saved before. */
  look: () => void;
  /** Idempotent. Resolves when nothing is called any more. */
  close(): Promise<void>;
};

/** An editor that saves several files, or one in several steps, makes one change. */
const QUIET_MS = 50;

/** Watches what a template build is made of, in development. */
export function watchTemplates({ log, onChange, projectRoot }: WatchOptions): TemplateWatch {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let changedMeanwhile = false;
  let closed = false;

  async function run(): Promise<void> {
    do {
      changedMeanwhile = false;
      try {
        await onChange();
      } catch (error) {
        log.error({ err: error }, 'the changed templates could not be used');
      }
    } while (isWanted());
    running = null;
  }

  function isWanted(): boolean {
    return changedMeanwhile && !closed;
  }

  function changed(path: string): void {
    log.debug({ file: relative(projectRoot, path) }, 'a template changed');
    clearTimeout(timer);
    timer = setTimeout(look, QUIET_MS);
  }

  function look(): void {
    if (closed) return;
    changedMeanwhile = true;
    running ??= run();
  }

  const watcher = watch(
    INPUT_PATHS.map((path) => join(projectRoot, path)),
    { ignoreInitial: true },
  );
  watcher.on('all', (_, path) => changed(path));
  watcher.on('error', (error) => log.warn({ err: error }, 'changes of the templates may go unseen'));
  return {
    ready: new Promise((resolve) => watcher.once('ready', resolve)),
    look,
    close: async () => {
      closed = true;
      await watcher.close();
      clearTimeout(timer);
      await running;
    },
  };
}
