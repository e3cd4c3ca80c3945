import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { PublicationChange } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import type { PageResult, RenderBasis, WorkerSetup } from './protocol.ts';
import { startThread, type RenderThread } from './render-thread.ts';

export type RenderPoolOptions = WorkerSetup & {
  log: Log;
  /** As many as there are cores, where nothing else is said. */
  threads?: number;
  /** How long one page may take. */
  pageTimeoutMs?: number;
};

export type RenderPool = {
  /** One result for each path, in order. A page that could not be rendered is a result; throws only when nothing can be rendered. */
  renderPages(pages: PagesToRender): Promise<PageResult[]>;
  /** Idempotent. What is being rendered ends as failed. */
  close(): Promise<void>;
};

export type PagesToRender = {
  basis: RenderBasis;
  paths: readonly string[];
  /** Laid over the published state. */
  overlay?: readonly PublicationChange[];
  priority?: RenderPriority;
};

/** Somebody waits for a preview, many wait for a publication, nobody for a rebuild. */
export type RenderPriority = keyof typeof PRIORITIES;
const PRIORITIES = { preview: 2, publish: 1, rebuild: 0 };

/** A page takes well under a millisecond: this is for a template that loops, on a machine that is busy. */
const PAGE_TIMEOUT_MS = 10_000;
/** Few enough that somebody more urgent has a turn within milliseconds. */
const PAGES_PER_TASK = 32;

/**
 * Renders on worker threads, which start with the first request and are replaced when they die or hang. The page at which that happened
 * is tried once more, in a new worker; the second time it is the page's fault.
 */
export function createRenderPool(options: RenderPoolOptions): RenderPool {
  const size = options.threads ?? availableParallelism();
  const pageTimeoutMs = options.pageTimeoutMs ?? PAGE_TIMEOUT_MS;
  const queue = new PQueue({ concurrency: size });
  const threads = new Set<RenderThread>();
  const idle: RenderThread[] = [];
  let closed = false;

  function newThread(): RenderThread {
    const thread = startThread({ ...options, pageTimeoutMs });
    threads.add(thread);
    return thread;
  }

  async function discard(thread: RenderThread): Promise<void> {
    threads.delete(thread);
    await thread.stop();
  }

  async function renderTask({ basis, paths, overlay = [] }: PagesToRender): Promise<PageResult[]> {
    const results: PageResult[] = [];
    let triedBefore: string | null = null;
    while (results.length < paths.length) {
      if (closed) throw new Error('The renderer was closed');
      const thread = idle.pop() ?? newThread();
      const done = results.length;
      // After a worker has died, one page at a time: what it had rendered and not handed over is lost with it.
      const next = triedBefore === null ? paths.slice(done) : paths.slice(done, done + 1);
      const request = { basis, paths: next, overlay };
      const ending = await thread.run(request, (some) => results.push(...some));
      if (ending === 'finished') {
        idle.push(thread);
        if (results.at(-1)?.path === triedBefore) triedBefore = null;
        continue;
      }
      const stoppedAt = paths[done + thread.currentPage()];
      await discard(thread);
      if (ending.reason === 'no-snapshot') throw new SnapshotRefused(ending.message);
      if (stoppedAt === undefined) continue;
      options.log.warn(
        { path: stoppedAt, reason: ending.reason, error: ending.message },
        'render worker replaced',
      );
      if (triedBefore === stoppedAt) results.push({ kind: 'failed', path: stoppedAt, error: ending });
      triedBefore = triedBefore === stoppedAt ? null : stoppedAt;
    }
    return results;
  }

  return {
    renderPages: async (pages) => {
      const priority = PRIORITIES[pages.priority ?? 'publish'];
      // One worker is enough for a few pages; many are spread over all of them.
      // A worker holds the cache for as long as something is laid over it: several would wait for each other.
      const share =
        pages.overlay !== undefined
          ? Math.max(1, pages.paths.length)
          : Math.min(PAGES_PER_TASK, Math.max(1, Math.ceil(pages.paths.length / size)));
      const tasks: Promise<PageResult[]>[] = [];
      for (let start = 0; start < pages.paths.length; start += share) {
        const paths = pages.paths.slice(start, start + share);
        tasks.push(queue.add(() => renderTask({ ...pages, paths }), { priority }));
      }
      const settled = await Promise.allSettled(tasks);
      return settled.flatMap((task) => {
        if (task.status === 'rejected') throw task.reason;
        return task.value;
      });
    },
    close: async () => {
      closed = true;
      await Promise.all([...threads].map((thread) => discard(thread)));
      await queue.onIdle();
    },
  };
}

/** The content cache is not at the basis that was asked for. */
export class SnapshotRefused extends Error {}
