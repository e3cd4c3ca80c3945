import type { Readable } from 'node:stream';
import type { ContentModel } from '../../../model/content-model.ts';
import { idProblem } from '../../../model/text-rules.ts';
import type { Actor } from '../../accounts/actor.ts';
import { openSessions } from '../../accounts/open-sessions.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { findEvent, readEventsAfter, readNewestEvent } from '../../store/events.ts';
import { hasUnsequencedEvents, sequenceEvents } from '../../store/sequence-events.ts';
import { retryFrame, streamFrame } from './event-frames.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { createRecentEvents, type RecentEvents } from './recent-events.ts';

/** For what other processes do: what this one does it hears of at once. */
const POLL_MS = 200;
/** However much is saved, so that many events are given their places together. */
const TURN_MIN_MS = 50;
const HEARTBEAT_MS = 15_000;
/** Where nothing happens, a session that has ended is seen within this time. */
const SESSION_CHECK_MS = 1_000;
/** More windows than anybody looks at. */
export const STREAMS_PER_USER_MAX = 20;
const EXPIRE_MS = 1_000;
const RETRY_MS = 2_000;
const EVENTS_PER_READ = 500;

/** The streams of this process. Where there are none, it does nothing. */
export type EventHub = {
  /** Something was committed in this process. */
  wake(): void;
  /** From now on, or from after the event that is named. */
  open(request: StreamRequest): Promise<Readable>;
  /** Ends all streams at once, and those that are opened afterwards. */
  close(): void;
};

export type StreamRequest = {
  actor: Actor;
  /** Of the session: the stream ends with it. */
  tokenHash: string;
  /** The id of the last event that was told; undefined for a reader who has been told nothing yet. */
  after: string | undefined;
};

type HubOptions = {
  database: Database;
  model: ContentModel;
  log: Log;
  /** Called about once a second: what becomes of windows that are silent is told, too. */
  expirePresence: () => Promise<void>;
  now?: () => Date;
  heartbeatMs?: number;
};

type Listener = { stream: EventStream; tokenHash: string; userId: string | null };

export function createEventHub(options: HubOptions): EventHub {
  return new StreamsOfProcess(options);
}

class StreamsOfProcess implements EventHub {
  readonly #database: Database;
  readonly #log: Log;
  readonly #model: ContentModel;
  readonly #expirePresence: () => Promise<void>;
  readonly #now: () => Date;
  readonly #heartbeatMs: number;
  readonly #listeners = new Set<Listener>();
  /** By user: those that are about to begin count as well. */
  readonly #opening = new Map<string | null, number>();
  /** Null where there are no streams. */
  #recent: RecentEvents | null = null;
  #timers: NodeJS.Timeout[] = [];
  #turn: Promise<void> | null = null;
  #nextTurn: NodeJS.Timeout | undefined;
  #turnedAt = 0;
  #checkedAt = 0;
  #expiredAt = 0;
  #isAway = false;
  #isClosed = false;

  constructor(options: HubOptions) {
    const { database, expirePresence, heartbeatMs = HEARTBEAT_MS, log, now = () => new Date() } = options;
    this.#model = options.model;
    this.#expirePresence = expirePresence;
    this.#database = database;
    this.#log = log;
    this.#now = now;
    this.#heartbeatMs = heartbeatMs;
  }

  wake(): void {
    if (this.#recent === null || this.#nextTurn !== undefined) return;
    const waitMs = Math.max(0, this.#turnedAt + TURN_MIN_MS - Date.now());
    const start = (): void => {
      this.#nextTurn = undefined;
      this.#beginTurn();
    };
    // One turn at a time; whoever asks during one gets another.
    this.#nextTurn = setTimeout(
      () => void (this.#turn === null ? start() : this.#turn.finally(start)),
      waitMs,
    );
  }

  async open({ actor, after, tokenHash }: StreamRequest): Promise<Readable> {
    const { userId } = actor;
    if (this.#countOf(userId) >= STREAMS_PER_USER_MAX) throw tooManyStreams();
    this.#opening.set(userId, (this.#opening.get(userId) ?? 0) + 1);
    try {
      const { greeting, seq } = await this.#placeAfter(after);
      const recent = this.#follow(seq);
      const stream = createEventStream({
        actor,
        model: this.#model,
        greeting: retryFrame(RETRY_MS) + greeting,
        seq,
        eventsAfter: recent.after,
        onError: (error) => this.#noteAway(error),
        onClose: () => this.#leave(listener),
      });
      const listener = { stream, tokenHash, userId };
      this.#listeners.add(listener);
      if (this.#isClosed) stream.end();
      else this.wake();
      return stream.readable;
    } finally {
      const opening = (this.#opening.get(userId) ?? 1) - 1;
      if (opening === 0) this.#opening.delete(userId);
      else this.#opening.set(userId, opening);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { stream } of this.#listeners) stream.end();
  }

  #beginTurn(): void {
    if (this.#recent === null) return;
    this.#turn = this.#takeTurn(this.#recent)
      .then(
        () => this.#noteAway(null),
        (error: unknown) => this.#noteAway(error),
      )
      .finally(() => {
        this.#turn = null;
      });
  }

  async #takeTurn(recent: RecentEvents): Promise<void> {
    this.#turnedAt = Date.now();
    const { db } = this.#database;
    if (this.#turnedAt - this.#expiredAt >= EXPIRE_MS) {
      this.#expiredAt = this.#turnedAt;
      await this.#expirePresence();
    }
    await this.#sequence();
    const news = await readEventsAfter(db, { seq: recent.upTo(), limit: EVENTS_PER_READ });
    const hasNews = news.upTo > recent.upTo();
    // Before anybody is told: nobody is told of what came after the end of their session.
    if (hasNews || Date.now() - this.#checkedAt >= SESSION_CHECK_MS) await this.#checkSessions();
    recent.add(news);
    for (const { stream } of this.#listeners) stream.advance();
    if (hasNews) this.wake();
  }

  async #sequence(): Promise<void> {
    if (!(await hasUnsequencedEvents(this.#database.db))) return;
    const now = this.#now().toISOString();
    await this.#database.write((tx) => sequenceEvents(tx, { now }));
  }

  async #checkSessions(): Promise<void> {
    const asked = new Set(Array.from(this.#listeners, ({ tokenHash }) => tokenHash));
    const now = this.#now();
    const open = await openSessions(this.#database, { tokenHashes: [...asked], now });
    this.#checkedAt = Date.now();
    for (const { stream, tokenHash } of this.#listeners) {
      // It came meanwhile, from somebody who had just been let in.
      if (!asked.has(tokenHash)) continue;
      const actor = open.get(tokenHash);
      if (actor === undefined) stream.end();
      else stream.become(actor);
    }
  }

  /** Where a stream begins, and what is told first. */
  async #placeAfter(after: string | undefined): Promise<{ seq: number; greeting: string }> {
    const { db } = this.#database;
    const isId = after !== undefined && idProblem(after) === null;
    const known = isId ? await findEvent(db, { id: after }) : null;
    if (known !== null) return { seq: known.seq, greeting: '' };
    // What was committed before is what the reader sees anyway.
    await this.#sequence();
    const { id, seq } = await readNewestEvent(db);
    return { seq, greeting: streamFrame(id, after === undefined ? 'ready' : 'reset') };
  }

  /** The first stream makes it begin. */
  #follow(seq: number): RecentEvents {
    if (this.#recent !== null) return this.#recent;
    const { db } = this.#database;
    this.#recent = createRecentEvents({
      seq,
      readAfter: (place) => readEventsAfter(db, { seq: place, limit: EVENTS_PER_READ }),
    });
    const beat = (): void => {
      for (const { stream } of this.#listeners) stream.beat();
    };
    this.#timers = [setInterval(() => this.wake(), POLL_MS), setInterval(beat, this.#heartbeatMs)];
    return this.#recent;
  }

  /** The last stream makes it stop. */
  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    this.#recent = null;
  }

  #countOf(userId: string | null): number {
    const open = [...this.#listeners].filter((listener) => listener.userId === userId).length;
    return open + (this.#opening.get(userId) ?? 0);
  }

  #noteAway(error: unknown): void {
    if (error !== null && !this.#isAway) this.#log.warn({ err: error }, 'events cannot be told for now');
    this.#isAway = error !== null;
  }
}

function tooManyStreams(): AppError {
  return new AppError(
    'too-many-streams',
    `You have ${STREAMS_PER_USER_MAX} event streams open. Close windows that you do not need, or share one stream among them.`,
    { retryAfterSeconds: 30 },
  );
}
