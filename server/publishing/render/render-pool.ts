import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { PublicationChange } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import { routeOfPath } from '../template-build/route-of-path.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { PageResult, RenderBasis, RenderError, WorkerSetup } from './protocol.ts';
import { withPictures, type PublicMedia } from './public-media.ts';
import { startThread, type RenderThread } from './render-thread.ts';

export type RenderPoolOptions = Omit<WorkerSetup, 'variantsFolder'> & {
  build: Pick<TemplateBuild, 'base' | 'routes'>;
  log: Log;
  /** Without it no page has a picture of its own. */
  media?: PublicMedia | undefined;
  /** As many as there are cores, where nothing else is said. */
  threads?: number;
  /** How long one page may take. */
  pageTimeoutMs?: number;
  /** How much room a worker has for young objects. */
  youngMemoryMb?: number;
};

export type RenderPool = {
  /** One result for each path, in order. A page that could not be rendered is a result; throws only when nothing can be rendered. */
  renderPages(pages: PagesToRender): Promise<PageResult[]>;
  /** Idempotent. What is being rendered ends as failed. */
  close(): Promise<void>;
  /** From now on workers render that have rendered nothing yet. They start at once. */
  renew(): void;
  /** Starts a worker before anybody waits for it, where there is none. */
  prepare(): void;
};

export type PagesToRender = {
  basis: RenderBasis;
  paths: readonly string[];
  /** Laid over the published state. */
  overlay?: readonly PublicationChange[];
  priority?: RenderPriority;
  /** Nobody asks where they lead and what they have read. */
  isOnlyShown?: boolean;
  /** Ends it: throws the signal's reason once nothing is being rendered any more. */
  signal?: AbortSignal;
  /** Ends it with the pages that there is a result for by then, and waits for nothing else. */
  until?: AbortSignal;
  /** Asked every few pages: true ends it, without those that no worker is at yet. */
  isInterrupted?: (() => boolean) | undefined;
  /** For whoever has less patience than the pool. The first page that takes longer is the last one with a result. */
  pageTimeoutMs?: number;
  /** Told of each page as soon as there is a result for it. */
  onPage?: (result: PageResult) => void;
};

/** Somebody waits for a preview, many wait for a publication, nobody for a rebuild. */
export type RenderPriority = keyof typeof PRIORITIES;
const PRIORITIES = { preview: 2, publish: 1, rebuild: 0 };

/** A page takes well under a millisecond: this is for a template that loops, on a machine that is busy. */
const PAGE_TIMEOUT_MS = 10_000;
/** Few enough that somebody more urgent has a turn within milliseconds. */
const PAGES_PER_TASK = 32;
/** A worker takes as long to start as it takes to render so many: where fewer were asked for, one does it all. */
const PAGES_OF_ONE_WORKER = 200;
/** After so long, others have a turn beside whatever takes its time. */
const PATIENCE_MS = 2_000;

/** Renders pages, and has the pictures made that they are waiting for. */
export function createRenderPool(options: RenderPoolOptions): RenderPool {
  const pool = createWorkers(options);
  const { media } = options;
  return {
    ...pool,
    renderPages: async (pages) =>
      await withPictures(await pool.renderPages(pages), {
        media,
        renderAgain: async (paths) => (paths.length === 0 ? [] : await pool.renderPages({ ...pages, paths })),
      }),
  };
}

/**
 * Renders on worker threads, one from the first request on and all once it is worth their start, which are replaced when they die or hang. The page at which that happened
 * is tried once more, in a new worker; the second time it is the page's fault. What is laid over the content cache keeps others from it:
 * there a page that took too long has had its time.
 */
function createWorkers(options: RenderPoolOptions): RenderPool {
  const size = options.threads ?? availableParallelism();
  const { ask, queue } = createTurns(size);
  const threads = createThreads(options);
  let closed = false;

  async function renderTask(pages: PagesToRender): Promise<PageResult[]> {
    const { basis, isInterrupted, onPage, overlay = [], paths, signal, until } = pages;
    const pageTimeoutMs = Math.min(pages.pageTimeoutMs ?? Infinity, options.pageTimeoutMs ?? PAGE_TIMEOUT_MS);
    const results: PageResult[] = [];
    const stop = signal && until ? AbortSignal.any([signal, until]) : (signal ?? until);
    if (isInterrupted?.() === true) return results;
    const isOver = (): boolean => until?.aborted === true;
    let triedBefore: string | null = null;
    while (results.length < paths.length && !isOver()) {
      if (closed) throw new Error('The renderer was closed');
      signal?.throwIfAborted();
      const thread = threads.take();
      const done = results.length;
      // After a worker has died, one page at a time: what it had rendered and not handed over is lost with it.
      const next = triedBefore === null ? paths.slice(done) : paths.slice(done, done + 1);
      const request = { basis, paths: next, overlay, isOnlyShown: pages.isOnlyShown ?? false };
      const onResults = (some: readonly PageResult[]): void => {
        results.push(...some);
        for (const result of some) onPage?.(result);
      };
      const ending = await thread.run(request, { pageTimeoutMs, signal: stop, onResults });
      if (ending === 'finished') {
        threads.giveBack(thread);
        if (results.at(-1)?.path === triedBefore) triedBefore = null;
        continue;
      }
      const stoppedAt = paths[done + thread.currentPage()];
      const discarded = threads.discard(thread);
      if (isOver()) break;
      await discarded;
      // Stopped by us, and not replaced.
      if (closed || signal?.aborted === true) continue;
      throwIfRefused(ending);
      if (stoppedAt === undefined) continue;
      options.log.warn(
        { path: stoppedAt, reason: ending.reason, error: ending.message },
        'render worker replaced',
      );
      const isLastTry: boolean =
        triedBefore === stoppedAt || (ending.reason === 'timed-out' && overlay.length > 0);
      if (isLastTry) onResults([failedPage(stoppedAt, ending, options.build)]);
      triedBefore = isLastTry ? null : stoppedAt;
      if (ending.reason === 'timed-out' && pages.pageTimeoutMs !== undefined) break;
    }
    return results;
  }

  return {
    close: async () => {
      closed = true;
      await threads.discardAll();
      await queue.onIdle();
    },
    renew: threads.renew,
    prepare: threads.prepare,
    renderPages: async (pages) => {
      const priority = PRIORITIES[pages.priority ?? 'publish'];
      const done = ask(pages.paths.length);
      const tasks = sharesOf(pages, size).map((paths) =>
        queue.add(() => renderTask({ ...pages, paths }), { priority }),
      );
      const settled = await Promise.allSettled(tasks);
      done();
      return settled.flatMap(valueOf);
    },
  };
}

function throwIfRefused({ message, reason }: RenderError): void {
  if (reason === 'no-snapshot') throw new SnapshotRefused(message);
  if (reason === 'cache-unreadable') throw new CacheUnreadable(message);
}

function valueOf<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

type Turns = {
  queue: PQueue;
  /** Pages are to be rendered. Returns what is to be called when they are. */
  ask: (count: number) => () => void;
};

/** For one worker at first, and for all once it is worth their start or something takes its time. */
function createTurns(size: number): Turns {
  const queue = new PQueue({ concurrency: 1 });
  let asked = 0;
  const useAll = (): void => {
    queue.concurrency = size;
  };
  return {
    queue,
    ask: (count) => {
      asked += count;
      if (asked > PAGES_OF_ONE_WORKER) useAll();
      const impatience = setTimeout(useAll, PATIENCE_MS);
      return () => clearTimeout(impatience);
    },
  };
}

/** A worker that is gone cannot tell which template it was at. */
function failedPage(path: string, error: RenderError, build: RenderPoolOptions['build']): PageResult {
  const template = error.template ?? routeOfPath(build, path)?.component ?? null;
  return { kind: 'failed', path, error: { ...error, template } };
}

type Threads = {
  take: () => RenderThread;
  /** It has finished, and may be taken again. */
  giveBack: (thread: RenderThread) => void;
  discard: (thread: RenderThread) => Promise<void>;
  discardAll: () => Promise<void>;
  renew: () => void;
  prepare: () => void;
};

function createThreads(options: RenderPoolOptions): Threads {
  const all = new Set<RenderThread>();
  const idle: RenderThread[] = [];
  const outdated = new WeakSet<RenderThread>();
  const stopping = new Set<Promise<void>>();

  async function discard(thread: RenderThread): Promise<void> {
    all.delete(thread);
    const stopped = thread.stop();
    stopping.add(stopped);
    await stopped;
    stopping.delete(stopped);
  }

  function start(): RenderThread {
    const thread = startThread(options);
    all.add(thread);
    return thread;
  }

  return {
    discard,
    take: () => idle.pop() ?? start(),
    giveBack: (thread) => {
      if (outdated.has(thread)) void discard(thread);
      else idle.push(thread);
    },
    prepare: () => {
      if (all.size === 0) idle.push(start());
    },
    discardAll: async () => {
      for (const thread of all) void discard(thread);
      await Promise.all(stopping);
    },
    renew: () => {
      for (const thread of all) outdated.add(thread);
      const replaced = idle.splice(0);
      for (const thread of replaced) void discard(thread);
      idle.push(...replaced.map(start));
    },
  };
}

function sharesOf(pages: PagesToRender, threads: number): string[][] {
  const size = pagesPerTask(pages, threads);
  const count = Math.ceil(pages.paths.length / size);
  return Array.from({ length: count }, (_, index) => pages.paths.slice(index * size, (index + 1) * size));
}

/** Few pages are spread over all workers as well, so that none of them waits for one that takes long. */
function pagesPerTask({ overlay, paths }: PagesToRender, threads: number): number {
  // A worker holds the cache for as long as something is laid over it: several would wait for each other.
  if (overlay !== undefined) return Math.max(1, paths.length);
  return Math.min(PAGES_PER_TASK, Math.max(1, Math.ceil(paths.length / threads)));
}

/** The content cache is not at the basis that was asked for. */
export class SnapshotRefused extends Error {}

/** The file of the content cache is damaged or gone. */
export class CacheUnreadable extends Error {}
