import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { PublicationChange } from '../../../model/publication.ts';
import { findSitePlace, readableStack } from '../../../content-cache/template-frames.ts';
import type { Log } from '../../log.ts';
import { startWorkerThread } from '../../worker-thread.ts';
import { publicEnvironment } from '../template-build/build-inputs.ts';
import { readStuckStack } from './stuck-stack.ts';
import type { PublicMedia } from './public-media.ts';
import type {
  PageResult,
  RenderError,
  RenderRequest,
  WorkerMessage,
  WorkerOrder,
  WorkerSetup,
} from './protocol.ts';

export type RenderThreadOptions = Omit<WorkerSetup, 'variantsFolder'> & {
  log: Log;
  media?: PublicMedia | undefined;
  /** How much room young objects have. */
  youngMemoryMb?: number;
};

export type RenderThread = {
  /** Resolves once every path has its result, or with why there will be no more. */
  run(request: ThreadRequest, watching: Watching): Promise<Ending>;
  /** The page of the running request that it is at. */
  currentPage(): number;
  stop(): Promise<void>;
};

export type ThreadRequest = Omit<RenderRequest, 'overlay' | 'progress'> & {
  overlay: readonly PublicationChange[];
};
type Watching = {
  onResults: (results: readonly PageResult[]) => void;
  /** How long it may be at one page. */
  pageTimeoutMs: number;
  /** Stops the thread. */
  signal: AbortSignal | undefined;
};
export type Ending = 'finished' | RenderError;

/** How long the templates' bundle may take to load, which also a busy machine manages. */
const START_TIMEOUT_MS = 60_000;
/** Enough for any page; a template that grows without end is ended before the machine is. */
const WORKER_MEMORY_MB = 256;
/** Some hundred pages' worth of what is thrown away at once. */
const YOUNG_MEMORY_MB = 24;

/**
 * Whoever terminates a thread while it loads a native module, or while Node is setting it up, can end the whole process. So it is asked to end, which it
 * does between two pages; one that has not ended after this is running a template's code.
 */
const END_PATIENCE_MS = 5_000;

/** One worker thread, for as long as it lives. */
export function startThread(options: RenderThreadOptions): RenderThread {
  const { log } = options;
  const worker = startWorker(options);
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (text: Buffer) =>
      log.info({ output: text.toString().trimEnd() }, 'a template wrote to the console'),
    );
  }
  const progress = new Int32Array(new SharedArrayBuffer(4));
  let isReady = false;
  worker.once('message', () => {
    isReady = true;
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<true>();
  let death: RenderError | null = null;
  let endRequest: ((ending: Ending) => void) | null = null;
  const die: Die = (reason, message, stack = null) => {
    const template = stack === null ? null : findSitePlace(stack);
    death ??= { reason, message, template, stack: stack === null ? null : readableStack(stack) };
    endRequest?.(death);
  };
  worker.on('error', (error) => die('worker-died', `The render worker ended: ${String(error)}`));
  worker.on('exit', (code) => {
    end(true);
    die('worker-died', `The render worker ended with exit code ${code}`);
  });

  async function run(
    request: ThreadRequest,
    { onResults, pageTimeoutMs, signal }: Watching,
  ): Promise<Ending> {
    if (death !== null) return death;
    const { promise, resolve } = Promise.withResolvers<Ending>();
    endRequest = resolve;
    const watch = watchProgress(progress, { worker, pageTimeoutMs, isReady: () => isReady, die });
    let missing = request.paths.length;
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind === 'ready') return;
      if (message.kind === 'refused') return resolve(message.error);
      onResults(message.results);
      missing -= message.results.length;
      // What the thread has left to do, it does before it takes another request.
      if (missing === 0) resolve('finished');
    };
    worker.on('message', onMessage);
    const overlay = JSON.stringify(request.overlay);
    worker.postMessage({ ...request, overlay, progress } satisfies WorkerOrder);
    const onAbort = (): void => die('worker-died', 'The render worker was stopped');
    signal?.addEventListener('abort', onAbort);
    const ending = await promise;
    signal?.removeEventListener('abort', onAbort);
    watch.stop();
    worker.off('message', onMessage);
    return ending;
  }

  async function endsWhenAsked(): Promise<boolean> {
    worker.postMessage('end' satisfies WorkerOrder);
    return await Promise.race([ended, delay(END_PATIENCE_MS, false, { ref: false })]);
  }

  return {
    run,
    currentPage: () => Atomics.load(progress, 0),
    stop: async () => {
      die('worker-died', 'The render worker was stopped');
      // A page that has timed out has had its time.
      if (death?.reason !== 'timed-out' && (await endsWhenAsked())) return;
      await worker.terminate();
    },
  };
}

function startWorker({
  build,
  cacheFile,
  media,
  model,
  youngMemoryMb = YOUNG_MEMORY_MB,
}: RenderThreadOptions): Worker {
  const { assets, base, entryFile, folder, siteUrl, trailingSlash } = build;
  return startWorkerThread(new URL('render-worker.ts', import.meta.url), {
    workerData: {
      build: { assets, base, entryFile, folder, siteUrl, trailingSlash },
      cacheFile,
      model,
      variantsFolder: media?.variantsFolder ?? null,
    } satisfies WorkerSetup,
    // Templates see no secret of ours.
    env: { ...publicEnvironment(), NODE_ENV: 'production' },
    memoryMb: WORKER_MEMORY_MB,
    youngMemoryMb,
    isListenedTo: true,
  });
}

type Die = (reason: RenderError['reason'], message: string, stack?: string | null) => void;

type Watched = {
  worker: Worker;
  pageTimeoutMs: number;
  isReady: () => boolean;
  die: Die;
};

/** Ends the thread when it has been at one page for too long. Looks from time to time: a timer for each page would cost more than the page. */
function watchProgress(
  progress: Int32Array,
  { die, isReady, pageTimeoutMs, worker }: Watched,
): { stop(): void } {
  Atomics.store(progress, 0, 0);
  let page = 0;
  let ready = isReady();
  let since = performance.now();
  const timer = setInterval(
    () => {
      const current = Atomics.load(progress, 0);
      if (current !== page || ready !== isReady()) {
        page = current;
        ready = isReady();
        since = performance.now();
      }
      const limitMs = ready ? pageTimeoutMs : START_TIMEOUT_MS;
      const what = ready ? 'The page was' : 'Loading the templates was';
      if (performance.now() - since < limitMs) return;
      clearInterval(timer);
      const message = `${what} not finished after ${limitMs / 1000} s`;
      void readStuckStack(worker).then((stack) => die('timed-out', message, stack));
    },
    Math.min(250, pageTimeoutMs / 4),
  );
  return { stop: () => clearInterval(timer) };
}
