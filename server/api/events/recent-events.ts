import type { StoredEvent } from '../../store/events.ts';

/** Enough for whoever takes them a little later than the others. */
const KEPT_MAX = 2_000;

/** The newest events, read once for all streams of a process. */
export type RecentEvents = {
  /** The place up to which they have been read. */
  upTo(): number;
  add(news: EventRange): void;
  /** What follows a place, up to `upTo()`: from memory, or from the database where it is further back. */
  after: (seq: number) => Promise<EventRange>;
};

type EventRange = { events: readonly StoredEvent[]; upTo: number };

export function createRecentEvents({
  readAfter,
  seq,
}: {
  seq: number;
  readAfter: (seq: number) => Promise<EventRange>;
}): RecentEvents {
  let kept: readonly StoredEvent[] = [];
  let from = seq;
  let upTo = seq;

  return {
    upTo: () => upTo,
    add: (news) => {
      const all = [...kept, ...news.events];
      upTo = news.upTo;
      kept = all.slice(-KEPT_MAX);
      from = all.at(-KEPT_MAX - 1)?.seq ?? from;
    },
    after: async (place) => {
      if (place >= upTo) return { events: [], upTo: place };
      if (place >= from) return { events: kept.filter((event) => event.seq > place), upTo };
      const read = await readAfter(place);
      // What was read beyond it has not been checked yet against who may still be told.
      return { events: read.events.filter((event) => event.seq <= upTo), upTo: Math.min(read.upTo, upTo) };
    },
  };
}
