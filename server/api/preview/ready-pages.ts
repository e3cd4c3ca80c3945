import type { Log } from '../../log.ts';

/** Whoever has a page open asks for it within milliseconds of a save. Later than this, what others publish may have changed it. */
const READY_MS = 1_000;
/** Each of them is rendered after a save: more are rendered when they are asked for. */
const PAGES_MAX = 10;

/** A page that somebody has open. */
export type OpenPage<Page> = {
  ticket: string;
  path: string;
  /** What it is made of now. `fingerprint` is another one as soon as one of the drafts is. */
  look: () => Promise<{ fingerprint: string; render: () => Promise<Page> }>;
};

/** Renders the pages that are open as soon as one of their drafts was saved, so that they are there, or nearly, when they are asked for. */
export type ReadyPages<Page> = {
  /** `seen` is the fingerprint of the drafts as the reader has them. Returns what is to be called when it is closed. */
  open: (page: OpenPage<Page>, seen: string) => () => void;
  /** Something was committed: nothing is ready any more. */
  forget: () => void;
  /** Begins with the pages that were changed by what was committed. */
  make: () => Promise<void>;
  /** Null for one that is to be rendered by whoever asks. */
  take: (asked: { ticket: string; path: string }) => Promise<Page> | null;
};

/** In how many windows, and what they have of it. */
type Opened<Page> = OpenPage<Page> & { known: string; windows: number };

export function createReadyPages<Page>({ log }: { log: Log }): ReadyPages<Page> {
  const open = new Map<string, Opened<Page>>();
  const ready = new Map<string, { page: Promise<Page>; until: number }>();
  let commits = 0;

  async function makeOne(key: string, one: Opened<Page>): Promise<void> {
    const before = commits;
    const { fingerprint, render } = await one.look();
    if (fingerprint === one.known || before !== commits) return;
    one.known = fingerprint;
    const page = render();
    // Whoever takes it is told; if nobody does, nobody misses it.
    page.catch(() => {});
    ready.set(key, { page, until: performance.now() + READY_MS });
  }

  return {
    open: (page, seen) => {
      const key = keyOf(page);
      const opened = open.get(key) ?? { ...page, known: seen, windows: 0 };
      opened.windows += 1;
      if (open.size < PAGES_MAX) open.set(key, opened);
      return () => {
        opened.windows -= 1;
        if (opened.windows > 0) return;
        open.delete(key);
        ready.delete(key);
      };
    },
    forget: () => {
      commits += 1;
      ready.clear();
    },
    make: async () => {
      for (const [key, one] of open) {
        try {
          await makeOne(key, one);
        } catch (error) {
          log.debug({ err: error }, 'a preview is not rendered ahead');
        }
      }
    },
    take: (asked) => {
      const found = ready.get(keyOf(asked));
      return found === undefined || found.until < performance.now() ? null : found.page;
    },
  };
}

/** A ticket has no spaces. */
function keyOf({ path, ticket }: { ticket: string; path: string }): string {
  return `${ticket} ${path}`;
}
