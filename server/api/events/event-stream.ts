import { Readable } from 'node:stream';
import type { ContentModel } from '../../../model/content-model.ts';
import type { Actor } from '../../accounts/actor.ts';
import { toldOf } from '../../authoring/told-of.ts';
import type { StoredEvent } from '../../store/events.ts';
import { changeFrame, HEARTBEAT_FRAME } from './event-frames.ts';

/** Half a minute of a busy newsroom; whoever takes less than that for so long has gone, and comes back if not. */
const BUFFER_MAX_BYTES = 64 * 1024;
const STALL_MAX_MS = 60_000;

/** What one reader is told, from a place in the order on, as fast as they take it. */
export type EventStream = {
  readonly readable: Readable;
  /** The role of the reader has become this. */
  become(actor: Actor): void;
  /** There is more, or may be. */
  advance(): void;
  beat(): void;
  /** The reader may come back, and goes on where they were. */
  end(): void;
};

type EventStreamParts = {
  actor: Actor;
  model: ContentModel;
  /** Told before anything else. */
  greeting: string;
  seq: number;
  eventsAfter: (seq: number) => Promise<{ events: readonly StoredEvent[]; upTo: number }>;
  onError: (error: unknown) => void;
  onClose: () => void;
};

export function createEventStream(parts: EventStreamParts): EventStream {
  let { actor, seq } = parts;
  let isWanted = false;
  let isAdvancing = false;
  let isAskedAgain = false;
  let isEnded = false;
  let takenAt = Date.now();
  const readable = new Readable({
    highWaterMark: BUFFER_MAX_BYTES,
    read: () => {
      isWanted = true;
      takenAt = Date.now();
      advance();
    },
    destroy: (error, callback) => {
      isEnded = true;
      isWanted = false;
      parts.onClose();
      callback(error);
    },
  });
  isWanted = readable.push(parts.greeting);

  function advance(): void {
    isAskedAgain = true;
    if (isAdvancing) return;
    isAdvancing = true;
    // What could not be read is read the next time.
    sendAll()
      .catch(parts.onError)
      .finally(() => {
        isAdvancing = false;
      });
  }

  async function sendAll(): Promise<void> {
    while (isAskedAgain && isWanted) {
      isAskedAgain = false;
      const { events, upTo } = await parts.eventsAfter(seq);
      if (upTo === seq) continue;
      isAskedAgain = true;
      seq = upTo;
      send(events.flatMap((event) => toldOf({ actor, model: parts.model }, event) ?? []));
    }
  }

  function send(events: readonly StoredEvent[]): void {
    if (isEnded || events.length === 0) return;
    isWanted = readable.push(events.map(changeFrame).join(''));
  }

  return {
    readable,
    become: (other) => {
      actor = other;
    },
    advance,
    beat: () => {
      if (isEnded) return;
      if (isWanted) isWanted = readable.push(HEARTBEAT_FRAME);
      else if (Date.now() - takenAt > STALL_MAX_MS) readable.destroy();
    },
    end: () => {
      if (isEnded) return;
      isEnded = true;
      // Where the reader takes nothing, the end would wait behind what they have not taken.
      if (isWanted) readable.push(null);
      else readable.destroy();
      isWanted = false;
    },
  };
}
