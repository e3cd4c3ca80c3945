import type { RichTextDocument } from '../../model/rich-text/document.ts';
import { AppError } from '../errors.ts';
import {
  startMarkdownThread,
  type MarkdownEnding,
  type MarkdownLimits,
  type MarkdownThread,
} from './markdown-thread.ts';

/** Markdown, and where it stands, as issues name it: `sections[1].text`. */
export type MarkdownText = { place: string; markdown: string };

export type MarkdownReader = {
  /** The documents in the order of the texts, all of which one sender has sent together. Text that takes too much is refused by its place. */
  read(texts: readonly MarkdownText[], sentBy: string | null): Promise<RichTextDocument[]>;
  /** Whoever waits is refused. Idempotent; whoever comes afterwards begins anew. */
  stop(): Promise<void>;
};

export type ReaderLimits = MarkdownLimits & {
  /** What one sender may have waiting, and all together. */
  waitingPerSender: number;
  waiting: number;
};

type Task = {
  texts: readonly MarkdownText[];
  resolve: (documents: RichTextDocument[]) => void;
  reject: (error: unknown) => void;
};

/** By then at least one of those that wait has had its time. */
const RETRY_AFTER_SECONDS = 5;

/**
 * One thread reads what everybody sends, one after the other, and is kept for those who come later: to start it takes longer than most texts do. The
 * senders take turns, whoever has sent how much: one who sends what takes long is overtaken by everybody else. A thread that was ended gives way to
 * a new one.
 */
export function createMarkdownReader(limits: ReaderLimits): MarkdownReader {
  /** By sender, whose turn it is first. */
  const waiting = new Map<string | null, Task[]>();
  let served: string | null | undefined;
  let thread: MarkdownThread | null = null;
  let isWorking = false;

  function add(task: Task, sentBy: string | null): void {
    const own = waiting.get(sentBy) ?? [];
    if (own.length >= limits.waitingPerSender) throw tooMuch();
    const all = [...waiting.values()].reduce((sum, tasks) => sum + tasks.length, 0);
    if (all >= limits.waiting) throw busy('So much Markdown waits to be read that no more is taken.');
    waiting.set(sentBy, [...own, task]);
  }

  /** Of whoever waits for a turn for longest; of the one who had the last only where nobody else waits. */
  function takeNext(): Task | null {
    const senders = [...waiting.keys()];
    const sentBy =
      senders[
        Math.max(
          0,
          senders.findIndex((sender) => sender !== served),
        )
      ];
    if (sentBy === undefined) return null;
    const [task = null, ...others] = waiting.get(sentBy) ?? [];
    waiting.delete(sentBy);
    // Behind everybody else.
    if (others.length > 0) waiting.set(sentBy, others);
    served = sentBy;
    return task;
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let task = takeNext(); task !== null; task = takeNext())
      await carryOut(task.texts).then(task.resolve, task.reject);
    isWorking = false;
  }

  async function carryOut(texts: readonly MarkdownText[]): Promise<RichTextDocument[]> {
    const current = (thread ??= startMarkdownThread(limits));
    const { documents, ending } = await current.read(texts.map(({ markdown }) => markdown));
    // The next one finds it started.
    if (current.isOver() && thread === current) thread = startMarkdownThread(limits);
    if (ending.kind !== 'done') throw refusal(ending, texts[documents.length]?.place ?? '');
    return [...documents];
  }

  return {
    read: async (texts, sentBy) => {
      if (texts.length === 0) return [];
      const { promise, reject, resolve } = Promise.withResolvers<RichTextDocument[]>();
      add({ texts, resolve, reject }, sentBy);
      void work();
      return await promise;
    },
    stop: async () => {
      const stopped = thread;
      thread = null;
      for (const { reject } of [...waiting.values()].flat()) reject(busy(STOPPING));
      waiting.clear();
      await stopped?.stop();
    },
  };
}

const STOPPING = 'The server stops before it has read the Markdown.';

function refusal(ending: Exclude<MarkdownEnding, { kind: 'done' }>, place: string): unknown {
  if (ending.kind === 'failed') return ending.error;
  if (ending.kind === 'stopped') return busy(STOPPING);
  const what = ending.kind === 'time' ? 'takes too long' : 'takes too much memory';
  return new AppError('invalid-input', 'Nothing was saved. Mend what is named and send it again.', {
    issues: [
      {
        path: place,
        message: `The Markdown ${what} to read: it opens too many quotes, lists or brackets inside one another. Make it flatter, or send it in several entries.`,
      },
    ],
  });
}

function tooMuch(): AppError {
  return new AppError(
    'too-much-markdown',
    'So much Markdown that you have sent waits to be read that no more of it is taken. Nothing was saved. Wait for the answers to what you have sent, and send it again.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

function busy(why: string): AppError {
  return new AppError('markdown-busy', `${why} Nothing was saved. Send it again a little later.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
