import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BenchSite } from '../site/bench-site.ts';
import { onExit } from '../site/on-exit.ts';

/** `stillpress rebuild` again and again, beside the process that publishes, which does the work. */
export type Rebuilding = {
  /** Resolves with how many whole rebuilds there were, once the last one is done. Rejects where one failed. */
  stop(): Promise<number>;
};

const PROGRAM = join(import.meta.dirname, '../../setup/stillpress.mjs');
/** While one is done, the next one has been asked for already: there is no moment without. */
const AT_ONCE = 2;

export function startRebuilding(site: BenchSite): Rebuilding {
  const stopping = new AbortController();
  let count = 0;
  const running = new Set<{ kill(signal: 'SIGKILL'): boolean }>();
  const spare = onExit(() => running.forEach((child) => child.kill('SIGKILL')));

  async function rebuildOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const env = { ...process.env, ...site.env };
      const child = spawn(process.execPath, [PROGRAM, 'rebuild'], { env, stdio: 'ignore' });
      running.add(child);
      const [code] = (await once(child, 'close')) as [number | null];
      running.delete(child);
      if (code !== 0) throw new Error(`A rebuild ended with exit code ${code}.`);
      count += 1;
    }
  }

  const all = Promise.all(Array.from({ length: AT_ONCE }, rebuildOn));
  // Told by `stop`.
  all.catch(() => undefined);
  return {
    stop: async () => {
      stopping.abort();
      await all;
      spare();
      return count;
    },
  };
}
