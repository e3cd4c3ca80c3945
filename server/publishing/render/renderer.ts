import { Worker } from 'node:worker_threads';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import { publicEnvironment } from '../template-build/build-inputs.ts';
import type { PageResult, RenderError, RenderRequest, WorkerMessage, WorkerSetup } from './protocol.ts';

export type RendererOptions = WorkerSetup & {
  log: Log;
  /** How long one page may take. */
  pageTimeoutMs?: number;
};

export type Renderer = {
  /** One result for each path, in order. A page that could not be rendered is a result; throws only when nothing can be rendered. */
  renderPages(pages: PagesToRender): Promise<PageResult[]>;
  /** Idempotent. What is being rendered ends as failed. */
  close(): Promise<void>;
};

export type PagesToRender = {
  basis: RenderRequest['basis'];
  paths: readonly string[];
  draft?: PublishedEntry;
};

/** A page takes well under a millisecond: this is for a template that loops, on a machine that is busy. */
const PAGE_TIMEOUT_MS = 10_000;
/** How long the templates' bundle may take to load, which also a busy machine manages. */
const START_TIMEOUT_MS = 60_000;
/** Enough for any page; a template that grows without end is ended before the machine is. */
const WORKER_MEMORY_MB = 512;

/**
 * Renders on one worker thread, which starts with the first request and is replaced when it dies or hangs. The page at which that
 * happened is tried once more, in the new worker; the second time it is the page's fault.
 */
export function createRenderer(options: RendererOptions): Renderer {
  const timeoutMs = options.pageTimeoutMs ?? PAGE_TIMEOUT_MS;
  let worker: RenderThread | null = null;
  let previous: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function render({ basis, paths, draft }: PagesToRender): Promise<PageResult[]> {
    const results: PageResult[] = [];
    let triedBefore: string | null = null;
    while (results.length < paths.length) {
      if (closed) throw new Error('The renderer was closed');
      worker ??= startThread(options, timeoutMs);
      const remaining = paths.slice(results.length);
      const ending = await worker.run({ basis, paths: remaining, draft: draft ?? null }, (result) =>
        results.push(result),
      );
      if (ending === 'finished') continue;
      await worker.stop();
      worker = null;
      if (ending.reason === 'no-snapshot') throw new SnapshotRefused(ending.message);
      const path = paths[results.length];
      if (path === undefined) continue;
      options.log.warn({ path, reason: ending.reason, error: ending.message }, 'render worker replaced');
      if (triedBefore === path) results.push({ kind: 'failed', path, error: ending });
      triedBefore = path;
    }
    return results;
  }

  return {
    renderPages: (pages) => {
      const results = previous.then(() => render(pages));
      previous = results.catch(() => undefined);
      return results;
    },
    close: async () => {
      closed = true;
      await worker?.stop();
      await previous;
    },
  };
}

/** The content cache is not at the basis that was asked for. */
class SnapshotRefused extends Error {}

type Ending = 'finished' | RenderError;

type RenderThread = {
  /** Resolves once every path has its result, or with why there will be no more. */
  run(request: RenderRequest, onResult: (result: PageResult) => void): Promise<Ending>;
  stop(): Promise<void>;
};

function startThread({ build, cacheFile, log, model }: RendererOptions, timeoutMs: number): RenderThread {
  const { entryFile, siteUrl, trailingSlash } = build;
  const worker = new Worker(new URL('render-worker.ts', import.meta.url), {
    workerData: { build: { entryFile, siteUrl, trailingSlash }, cacheFile, model } satisfies WorkerSetup,
    // Templates see no secret of ours.
    env: { ...publicEnvironment(), NODE_ENV: 'production' },
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB },
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (text: Buffer) =>
      log.info({ output: text.toString().trimEnd() }, 'a template wrote to the console'),
    );
  }
  let isReady = false;
  let death: RenderError | null = null;
  let endRequest: ((ending: Ending) => void) | null = null;
  const die = (reason: RenderError['reason'], message: string): void => {
    death ??= { reason, message, template: null, stack: null };
    endRequest?.(death);
  };
  worker.on('error', (error) => die('worker-died', `The render worker ended: ${String(error)}`));
  worker.on('exit', (code) => die('worker-died', `The render worker ended with exit code ${code}`));

  async function run(request: RenderRequest, onResult: (result: PageResult) => void): Promise<Ending> {
    if (death !== null) return death;
    const { promise, resolve } = Promise.withResolvers<Ending>();
    endRequest = resolve;
    let timer: NodeJS.Timeout | undefined;
    const allow = (limitMs: number, what: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => die('timed-out', `${what} not finished after ${limitMs / 1000} s`), limitMs);
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind === 'ready') isReady = true;
      else if (message.kind === 'page') onResult(message.result);
      else resolve(message.kind === 'finished' ? 'finished' : message.error);
      allow(timeoutMs, 'The page was');
    };
    if (isReady) allow(timeoutMs, 'The page was');
    else allow(START_TIMEOUT_MS, 'Loading the templates was');
    worker.on('message', onMessage);
    worker.postMessage(request);
    const ending = await promise;
    clearTimeout(timer);
    worker.off('message', onMessage);
    return ending;
  }

  return {
    run,
    stop: async () => {
      die('worker-died', 'The render worker was stopped');
      await worker.terminate();
    },
  };
}
