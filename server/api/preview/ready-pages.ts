/** Whoever has a page open asks for it within milliseconds of a save. Later than this, what others publish may have changed it. */
const READY_MS = 1_000;
/** More are rendered when they are asked for. */
const PAGES_MAX = 10;

/** A page that somebody has open. */
export type OpenPage<Page> = {
  ticket: string;
  path: string;
  render: () => Promise<Page>;
};

/** Pages that are rendered ahead, so that they are there, or nearly, when they are asked for. */
export type ReadyPages<Page> = {
  /** One of its drafts was saved: `of` is another one each time. */
  make: (page: OpenPage<Page>, of: string) => void;
  /** Something was committed: nothing is ready any more. */
  forget: () => void;
  /** Null for one that is to be rendered by whoever asks. */
  take: (asked: { ticket: string; path: string }) => Promise<Page> | null;
};

export function createReadyPages<Page>(): ReadyPages<Page> {
  const ready = new Map<string, { of: string; page: Promise<Page>; until: number }>();
  const dropOld = (): void => {
    for (const [key, { until }] of ready) if (until < performance.now()) ready.delete(key);
  };
  return {
    make: (open, of) => {
      dropOld();
      const key = keyOf(open);
      // What others save, nobody hears of before it is looked at.
      if (ready.get(key)?.of !== of) ready.delete(key);
      if (ready.has(key) || ready.size >= PAGES_MAX) return;
      const page = open.render();
      // Whoever takes it is told; if nobody does, nobody misses it.
      page.catch(() => {});
      ready.set(key, { of, page, until: performance.now() + READY_MS });
    },
    forget: () => ready.clear(),
    take: (asked) => {
      dropOld();
      return ready.get(keyOf(asked))?.page ?? null;
    },
  };
}

/** A ticket has no spaces. */
function keyOf({ path, ticket }: { ticket: string; path: string }): string {
  return `${ticket} ${path}`;
}
