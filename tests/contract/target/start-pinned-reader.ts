import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export type SeenByReader = {
  /** How many different releases were met. */
  releases: number;
  mixtures: string[];
};

/** A thread that reads the live tree as a server does: it resolves the symlink once, then reads several files. */
export function startPinnedReader(root: string): { ready: Promise<unknown>; stop(): Promise<SeenByReader> } {
  const worker = new Worker(new URL('pinned-reader.ts', import.meta.url), { workerData: root });
  return {
    ready: once(worker, 'message'),
    stop: async () => {
      const answer = once(worker, 'message');
      worker.postMessage('stop');
      const [seen] = (await answer) as [SeenByReader];
      await worker.terminate();
      return seen;
    },
  };
}
