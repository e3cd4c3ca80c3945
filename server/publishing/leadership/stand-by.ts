import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';

export type StandBy = {
  /** Idempotent. What is being opened is waited for. */
  stop(): Promise<void>;
};

type Options<T> = {
  log: Log;
  onOpened: (opened: T) => Promise<void> | void;
  retryMs?: number;
};

const RETRY_MS = 500;

/** Tries to open what one process at a time may have, until that succeeds. */
export function standBy<T>(open: () => Promise<T>, options: Options<T>): StandBy {
  const abort = new AbortController();
  const ended = wait(open, { ...options, signal: abort.signal });
  return {
    stop: async () => {
      abort.abort();
      await ended;
    },
  };
}

async function wait<T>(
  open: () => Promise<T>,
  { log, onOpened, retryMs = RETRY_MS, signal }: Options<T> & { signal: AbortSignal },
): Promise<void> {
  log.info('this process stands by: another one publishes');
  while (!signal.aborted) {
    const opened = await open().catch((error: unknown) => {
      // A database that is away, a disk that is full: the one that publishes may be better off.
      if (!isBusy(error)) log.warn({ err: error }, 'this process cannot take over yet');
      return null;
    });
    // Also where it was opened while it was stopped: whoever stops closes it.
    if (opened !== null) return await onOpened(opened);
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof AppError && error.code === 'publisher-busy';
}
