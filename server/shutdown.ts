import type { Log } from './log.ts';

/** In this order, whatever the order in which the parts came up: nothing is closed while something before it may use it. */
const ORDER = [
  'http',
  'proofs',
  'schedules',
  'jobs',
  'search index',
  'markdown',
  'publishing',
  'database',
] as const;
export type ShutdownStep = (typeof ORDER)[number];

export type Shutdown = {
  add(step: ShutdownStep, close: () => Promise<void> | void | undefined): void;
  /** A second call waits for the first. A step that fails is logged and keeps no other from running. */
  run(): Promise<void>;
};

export function createShutdown(log: Log): Shutdown {
  const steps = new Map<ShutdownStep, () => Promise<void> | void | undefined>();
  let running: Promise<void> | null = null;

  async function runSteps(): Promise<void> {
    for (const step of ORDER) {
      try {
        await steps.get(step)?.();
      } catch (error) {
        log.error({ err: error, step }, 'a part could not be closed');
      }
    }
  }

  return {
    add: (step, close) => void steps.set(step, close),
    run: () => (running ??= runSteps()),
  };
}
