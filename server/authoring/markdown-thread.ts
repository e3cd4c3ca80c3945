import { setTimeout as delay } from 'node:timers/promises';
import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { startWorkerThread } from '../worker-thread.ts';

export type MarkdownLimits = {
  /** For all texts that are read together. */
  deadlineMs: number;
  memoryMb: number;
};

export type MarkdownMessage =
  | { kind: 'ready' }
  | { kind: 'document'; /** Quicker to take over than the object is. */ json: string }
  | { kind: 'done' }
  | { kind: 'failed'; error: unknown };

/** `time` and `memory`: more than the limits allow. */
export type MarkdownEnding =
  | { kind: 'done' }
  | { kind: 'time' | 'memory' | 'stopped' }
  | { kind: 'failed'; error: unknown };

export type MarkdownReading = {
  /** Of as many texts as it came to: it ended at the one that follows. */
  documents: readonly RichTextDocument[];
  ending: MarkdownEnding;
};

/** A thread that reads Markdown, for as long as it lives. It keeps no process running that waits for nothing. */
export type MarkdownThread = {
  /** One reading at a time. */
  read(texts: readonly string[]): Promise<MarkdownReading>;
  /** It was ended, and reads nothing any more. */
  isOver(): boolean;
  stop(): Promise<void>;
};

/** How long the parser may take to load, which also a busy machine manages. */
const START_TIMEOUT_MS = 60_000;
/** Whoever terminates a thread while Node is setting it up can end the whole process. */
const STOP_PATIENCE_MS = 5_000;

export function startMarkdownThread({ deadlineMs, memoryMb }: MarkdownLimits): MarkdownThread {
  const worker = startWorkerThread(new URL('markdown-worker.ts', import.meta.url), { env: {}, memoryMb });
  worker.unref();
  const { promise: loaded, resolve: setLoaded } = Promise.withResolvers<void>();
  let death: MarkdownEnding | null = null;
  let documents: RichTextDocument[] = [];
  let endReading: ((ending: MarkdownEnding) => void) | null = null;
  const die = (ending: MarkdownEnding): void => {
    death ??= ending;
    setLoaded();
    endReading?.(death);
  };
  const giveUp = (ending: MarkdownEnding): void => {
    die(ending);
    void worker.terminate();
  };
  worker.on('message', (message: MarkdownMessage) => {
    if (message.kind === 'ready') setLoaded();
    else if (message.kind === 'document') documents.push(JSON.parse(message.json) as RichTextDocument);
    else endReading?.(message);
  });
  worker.on('error', (error) => die(isOutOfMemory(error) ? { kind: 'memory' } : { kind: 'failed', error }));
  worker.on('exit', (code) => {
    const error = new Error(`The thread that reads Markdown ended with exit code ${code}`);
    die({ kind: 'failed', error });
  });

  async function read(texts: readonly string[]): Promise<MarkdownReading> {
    const { promise: ended, resolve } = Promise.withResolvers<MarkdownEnding>();
    endReading = resolve;
    documents = [];
    worker.ref();
    const startError = new Error(`The thread that reads Markdown has not started in ${START_TIMEOUT_MS} ms`);
    let timer = setTimeout(giveUp, START_TIMEOUT_MS, { kind: 'failed', error: startError });
    await loaded;
    clearTimeout(timer);
    timer = setTimeout(giveUp, deadlineMs, { kind: 'time' });
    if (death === null) worker.postMessage(texts);
    else resolve(death);
    const ending = await ended;
    clearTimeout(timer);
    worker.unref();
    endReading = null;
    return { documents, ending };
  }

  return {
    read,
    isOver: () => death !== null,
    stop: async () => {
      await Promise.race([loaded, delay(STOP_PATIENCE_MS, undefined, { ref: false })]);
      die({ kind: 'stopped' });
      await worker.terminate();
    },
  };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
