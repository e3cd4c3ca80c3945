import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';
import { TryLater, type Cdn } from './cdn.ts';

/** With the waits in between, some seconds: after that it is a job that failed, and is tried again later. */
const ATTEMPTS_MAX = 4;
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 60_000;

/** Takes addresses as they come, and names as many of them in a request as the cache takes. */
export type Purging = {
  add(urls: readonly string[]): Promise<void>;
  /** Throws what the first request that failed for good has thrown. */
  end(): Promise<void>;
};

export function beginPurging(cdn: Cdn, { signal }: { signal: AbortSignal }): Purging {
  const { perSecond, requests, urls: most } = cdn.limits;
  const queue = new PQueue({ concurrency: requests, interval: 1_000, intervalCap: perSecond });
  const waiting: string[] = [];
  const failures: unknown[] = [];

  async function send(urls: readonly string[]): Promise<void> {
    if (failures.length > 0) return;
    await queue.onSizeLessThan(requests);
    void queue
      .add(() => insist(cdn, { urls, signal }))
      .catch((error: unknown) => {
        failures.push(error);
        queue.clear();
      });
  }

  return {
    add: async (urls) => {
      waiting.push(...urls);
      while (waiting.length >= most) await send(waiting.splice(0, most));
    },
    end: async () => {
      if (waiting.length > 0) await send(waiting.splice(0));
      await queue.onIdle();
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function insist(
  cdn: Cdn,
  { signal, urls }: { urls: readonly string[]; signal: AbortSignal },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await cdn.purge(urls, { signal });
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !(error instanceof TryLater)) throw error;
      const waitMs = error.afterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1);
      await delay(Math.min(waitMs, WAIT_MAX_MS), undefined, { signal });
    }
  }
}
