import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';

/** The content cache has one writer: whoever writes to it, or lays something over it, does so in turn. */
export type CacheTurns = {
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * For what is laid over the content cache and never committed. It gives way to `withCache`: the signal ends it, and once it has thrown the signal's
   * reason, the work is begun again later.
   */
  withOverlay: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
};

/** Ten times what rendering a few pages takes: what goes on for longer is ended for the one who waits, and its worker with it. */
const GIVE_WAY_AFTER_MS = 500;
/** Enough for a round that publishes little, which takes several turns. */
const COME_BACK_AFTER_MS = 1_000;
/** Whoever had to begin again so often, as during a rebuild, is not kept from the end any more: its pages have a limit too. */
const TIMES_TO_GIVE_WAY = 3;

const PRIORITIES = { write: 1, overlay: 0 };

export function createCacheTurns(): CacheTurns {
  const queue = new PQueue({ concurrency: 1 });
  let overlay: AbortController | null = null;

  function endOverlay(): void {
    overlay?.abort(new GaveWay('Somebody waits for the content cache'));
  }

  async function layOver<T>(
    work: (signal: AbortSignal) => Promise<T>,
    { givesWay }: { givesWay: boolean },
  ): Promise<T> {
    const own = new AbortController();
    if (givesWay) overlay = own;
    try {
      return await work(own.signal);
    } finally {
      overlay = null;
    }
  }

  return {
    withCache: async (work) => {
      const timer = setTimeout(endOverlay, GIVE_WAY_AFTER_MS);
      return await queue.add(
        () => {
          clearTimeout(timer);
          return work();
        },
        { priority: PRIORITIES.write },
      );
    },
    withOverlay: async (work) => {
      for (let times = 0; ; times += 1) {
        const givesWay = times < TIMES_TO_GIVE_WAY;
        try {
          return await queue.add(() => layOver(work, { givesWay }), { priority: PRIORITIES.overlay });
        } catch (error) {
          if (!(error instanceof GaveWay)) throw error;
        }
        await delay(COME_BACK_AFTER_MS);
      }
    },
  };
}

class GaveWay extends Error {}
