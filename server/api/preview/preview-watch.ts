import { Readable } from 'node:stream';
import type { Log } from '../../log.ts';
import { createPreviewPlaces, type Holder, type PreviewPlaces } from './preview-places.ts';
import { createReadyPages, type OpenPage, type ReadyPages } from './ready-pages.ts';
import type { ShownPage } from './shown-page.ts';

/** For what other processes save: what this one does it hears of at once. */
const POLL_MS = 500;
/** Where it takes long to look, it is done less often: after each time, so many times as long. */
const POLL_REST = 20;
/** However much is saved, so that many saves are told together. */
const TURN_MIN_MS = 50;
const HEARTBEAT_MS = 15_000;

/** Tells the open previews of this process when one of their drafts was saved, and renders their pages ahead. Where there are none, it does nothing. */
export type PreviewWatch = {
  /** A page that was rendered ahead; null where there is none. */
  readyPage: ReadyPages<ReadyPage>['take'];
  open(watched: Watched): Promise<Readable>;
  /** Something was committed in this process. */
  wake(): void;
  /** Ends all streams at once, and those that are opened afterwards. */
  close(): void;
};

export type ReadyPage = {
  page: ShownPage;
  /** Who it was made for, with all that they may do. */
  seenBy: string;
};

export type Watched = {
  /** By which those of one session, token or link are counted. */
  holder: Holder;
  /** What `look` said of the page that the reader has; undefined: nobody knows. */
  seen: string | undefined;
  /** Another answer as soon as one of the drafts is another one; null: the preview is over. `once` shares what several ask for in one turn. */
  look: (once: Once) => Promise<string | null>;
  /** The page that the reader has; null where it is not worth it to render it ahead. */
  page: OpenPage<ReadyPage> | null;
};

export type Once = (key: string, ask: () => Promise<string>) => Promise<string>;

type Listener = Omit<Watched, 'seen'> & { readable: Readable; known: string; release: () => void };

const SAVED = 'event: saved\ndata: {}\n\n';
const ENDED = 'event: ended\ndata: {}\n\n';
const RETRY = 'retry: 2000\n\n';
const HEARTBEAT = ': still here\n\n';

export function createPreviewWatch({ log }: { log: Log }): PreviewWatch {
  const pages = createReadyPages<ReadyPage>();
  const takePlace = createPreviewPlaces();
  const listeners = createListeners({ poll: () => pollRested() });
  let turn: Promise<void> | null = null;
  let turnBegan = -Infinity;
  let restsUntil = -Infinity;
  let next: NodeJS.Timeout | undefined;
  let isClosed = false;

  function pollRested(): void {
    if (performance.now() >= restsUntil) plan();
  }

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
    const once = askOnce();
    for (const listener of listeners.all) {
      try {
        if (tell(listener, await listener.look(once), pages) === 'ended') listeners.leave(listener);
      } catch (error) {
        // What could not be looked at is looked at the next time.
        log.debug({ err: error }, 'previews cannot be told of drafts for now');
      }
    }
    const now = performance.now();
    restsUntil = now + POLL_REST * (now - turnBegan);
  }

  return {
    readyPage: pages.take,
    wake: () => {
      pages.forget();
      plan();
    },
    open: async (watched) => {
      const { found, release } = await lookFirst(watched, takePlace);
      const { seen, ...rest } = watched;
      const readable = new Readable({
        read: () => {},
        destroy: (error, callback) => {
          listeners.leave(listener);
          callback(error);
        },
      });
      const listener = { ...rest, readable, release, known: seen ?? found ?? '' };
      readable.push(RETRY);
      if (isClosed) readable.push(null);
      // It may have been saved since the page was made.
      const goesOn = !isClosed && tell(listener, found, pages) !== 'ended';
      if (goesOn) listeners.join(listener);
      else release();
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

function tell(listener: Listener, found: string | null, pages: ReadyPages<ReadyPage>): 'goes on' | 'ended' {
  const { known, page, readable } = listener;
  if (readable.destroyed || found === known) return 'goes on';
  if (found !== null) {
    listener.known = found;
    // It is begun before anybody can ask for it.
    if (page !== null) pages.make(page, found);
    readable.push(SAVED);
    return 'goes on';
  }
  readable.push(ENDED);
  readable.push(null);
  return 'ended';
}

/** The place is taken at once, and not only when it was looked at: many may come at the same time. */
async function lookFirst(
  { holder, look }: Watched,
  takePlace: PreviewPlaces,
): Promise<{ found: string | null; release: () => void }> {
  const release = takePlace(holder);
  try {
    return { found: await look(askOnce()), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Many look at the same drafts with the same rights. */
function askOnce(): Once {
  const asked = new Map<string, Promise<string>>();
  return (key, ask) => {
    const answer = asked.get(key) ?? ask();
    asked.set(key, answer);
    return answer;
  };
}

type Listeners = {
  readonly all: ReadonlySet<Listener>;
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
    join: (listener) => {
      all.add(listener);
      if (timers.length === 0) timers = [setInterval(poll, POLL_MS), setInterval(beat, HEARTBEAT_MS)];
    },
    leave: (listener) => {
      if (!all.delete(listener)) return;
      listener.release();
      if (all.size > 0) return;
      for (const timer of timers) clearInterval(timer);
      timers = [];
    },
  };
}
