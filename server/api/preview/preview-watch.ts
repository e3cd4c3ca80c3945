import { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createReadyPages, type OpenPage, type ReadyPages } from './ready-pages.ts';
import type { ShownPage } from './shown-page.ts';

/** For what other processes save: what this one does it hears of at once. */
const POLL_MS = 500;
/** However much is saved, so that many saves are told together. */
const TURN_MIN_MS = 50;
const HEARTBEAT_MS = 15_000;
/** Each of them is asked about twice a second. */
const STREAMS_MAX = 200;
/** More windows than anybody looks at. */
const STREAMS_PER_HOLDER_MAX = 20;

/** Tells the open previews of this process when one of their drafts was saved, and renders their pages ahead. Where there are none, it does nothing. */
export type PreviewWatch = {
  /** A page that was rendered ahead; null where there is none. */
  readyPage: ReadyPages<ShownPage>['take'];
  open(watched: Watched): Promise<Readable>;
  /** Something was committed in this process. */
  wake(): void;
  /** Ends all streams at once, and those that are opened afterwards. */
  close(): void;
};

export type Watched = {
  /** By which those of one session, token or link are counted. */
  holder: string;
  /** What `look` said of the page that the reader has; undefined: nobody knows. */
  seen: string | undefined;
  /** Another answer as soon as one of the drafts is another one; null: the preview is over. */
  look: () => Promise<string | null>;
  /** The page that the reader has. */
  page: OpenPage<ShownPage> | null;
};

type Listener = Omit<Watched, 'seen' | 'page'> & { readable: Readable; known: string; close: () => void };

const SAVED = 'event: saved\ndata: {}\n\n';
const ENDED = 'event: ended\ndata: {}\n\n';
const RETRY = 'retry: 2000\n\n';
const HEARTBEAT = ': still here\n\n';

export function createPreviewWatch({ log }: { log: Log }): PreviewWatch {
  const pages = createReadyPages<ShownPage>({ log });
  const listeners = createListeners({ poll: () => plan() });
  let turn: Promise<void> | null = null;
  let turnBegan = -Infinity;
  let next: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** The first is told at once; whatever comes soon after is told together. */
  function plan(): void {
    if (listeners.all.size === 0 || next !== undefined) return;
    const waitMs = Math.max(0, turnBegan + TURN_MIN_MS - performance.now());
    next = setTimeout(() => {
      next = undefined;
      // One turn at a time; whoever asks during one gets another.
      if (turn !== null) void turn.finally(plan);
      else turn = takeTurn().finally(() => (turn = null));
    }, waitMs);
  }

  async function takeTurn(): Promise<void> {
    turnBegan = performance.now();
    await pages.make();
    for (const listener of listeners.all) {
      try {
        if (tell(listener, await listener.look()) === 'ended') listeners.leave(listener);
      } catch (error) {
        // What could not be looked at is looked at the next time.
        log.debug({ err: error }, 'previews cannot be told of drafts for now');
      }
    }
  }

  return {
    readyPage: pages.take,
    wake: () => {
      pages.forget();
      plan();
    },
    open: async (watched) => {
      listeners.admit(watched);
      const { page, seen, ...rest } = watched;
      const found = await watched.look();
      const known = seen ?? found ?? '';
      const close = page === null ? () => {} : pages.open(page, known);
      const readable = new Readable({
        read: () => {},
        destroy: (error, callback) => {
          listeners.leave(listener);
          callback(error);
        },
      });
      const listener = { ...rest, readable, known, close };
      readable.push(RETRY);
      if (isClosed) readable.push(null);
      // It may have been saved since the page was made.
      else if (tell(listener, found) !== 'ended') listeners.join(listener);
      return readable;
    },
    close: () => {
      isClosed = true;
      for (const listener of listeners.all) {
        listener.readable.push(null);
        listeners.leave(listener);
      }
    },
  };
}

function tell(listener: Listener, found: string | null): 'goes on' | 'ended' {
  const { known, readable } = listener;
  if (readable.destroyed || found === known) return 'goes on';
  if (found !== null) {
    listener.known = found;
    readable.push(SAVED);
    return 'goes on';
  }
  readable.push(ENDED);
  readable.push(null);
  return 'ended';
}

type Listeners = {
  readonly all: ReadonlySet<Listener>;
  admit(watched: Pick<Watched, 'holder'>): void;
  join(listener: Listener): void;
  leave(listener: Listener): void;
};

/** The first one starts the timers, and the last one stops them. */
function createListeners({ poll }: { poll: () => void }): Listeners {
  const all = new Set<Listener>();
  let timers: NodeJS.Timeout[] = [];
  const beat = (): void => {
    for (const { readable } of all) readable.push(HEARTBEAT);
  };
  return {
    all,
    admit: ({ holder }) => {
      const own = [...all].filter((listener) => listener.holder === holder).length;
      if (all.size >= STREAMS_MAX || own >= STREAMS_PER_HOLDER_MAX) throw tooManyStreams();
    },
    join: (listener) => {
      all.add(listener);
      if (timers.length === 0) timers = [setInterval(poll, POLL_MS), setInterval(beat, HEARTBEAT_MS)];
    },
    leave: (listener) => {
      all.delete(listener);
      listener.close();
      if (all.size > 0) return;
      for (const timer of timers) clearInterval(timer);
      timers = [];
    },
  };
}

function tooManyStreams(): AppError {
  return new AppError(
    'too-many-streams',
    'There are too many previews open. Close windows that you do not need.',
    { retryAfterSeconds: 30 },
  );
}
