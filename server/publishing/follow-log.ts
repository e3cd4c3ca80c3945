import type { ContentCache, Foreseen } from '../../content-cache/cache.ts';
import type { StepWork } from '../../content-cache/step.ts';
import { ContentCacheError } from '../../content-cache/errors.ts';
import type { LogPosition, Publication } from '../../model/publication.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { readLogHead, readPublicationsAfter } from '../store/publications.ts';
import { readPublishedState } from '../store/published-state.ts';
import { changesWithoutWithheld } from './withhold/apply-withheld.ts';

export type LogFollower = {
  /** The next of what the content cache has not heard of; null at the end of the log. */
  lookAhead(): Promise<Ahead | null>;
  /** Brings the content cache to the end of the publication log. Several publications become one step. */
  catchUp(ahead?: Ahead | null): Promise<CaughtUp>;
  /** Everything in the content cache is thrown away, pages included, and filled from the database. */
  refill(): Promise<void>;
};

/** What the log has had beyond a position. */
export type Ahead = { position: LogPosition; head: LogPosition; publications: readonly Publication[] };

export type CaughtUp = {
  position: LogPosition;
  work: StepWork[];
  /** Where what was applied is one step, and that was foreseen. */
  foreseen: Foreseen | null;
};

const PUBLICATIONS_PER_READ = 100;
/** A new cache is filled from what is public rather than from every publication there ever was. */
const EMPTY_SEQ = 0;

/** Publications are applied in the order of their seq, and only where each names the hash of the one before it. */
export function createLogFollower({ cache, database, log }: FollowerOptions): LogFollower {
  async function replaceAll(why: string): Promise<void> {
    log.info({ why }, 'the content cache is filled from the database');
    await cache.replaceAll(async (sink) => {
      const position = await readPublishedState(database, sink);
      sink.changes(await changesWithoutWithheld(database, position));
      return position;
    });
  }

  async function lookAhead(): Promise<Ahead | null> {
    const position = cache.position();
    const { head, publications } = await database.read(async (tx) => ({
      head: await readLogHead(tx),
      publications:
        position.seq === EMPTY_SEQ
          ? []
          : await readPublicationsAfter(tx, { seq: position.seq, limit: PUBLICATIONS_PER_READ }),
    }));
    return isSame(head, position) ? null : { position, head, publications };
  }

  async function applyNext({ position, publications }: Ahead, caughtUp: CaughtUp): Promise<void> {
    if (position.seq === EMPTY_SEQ) await replaceAll('it is empty');
    else if (publications.length === 0) await replaceAll('the database is older than the cache');
    else await applyOrReplace(publications, caughtUp);
  }

  async function applyOrReplace(publications: readonly Publication[], caughtUp: CaughtUp): Promise<void> {
    try {
      const isFirst = caughtUp.work.length === 0;
      const { foreseen, work } = cache.apply(publications);
      caughtUp.work.push(work);
      caughtUp.foreseen = isFirst ? foreseen : null;
    } catch (error) {
      if (!(error instanceof ContentCacheError) || error.code !== 'chain-broken') throw error;
      await replaceAll(error.message);
      caughtUp.foreseen = null;
    }
  }

  return {
    lookAhead,
    refill: () => replaceAll('it was asked for'),
    catchUp: async (ahead = null) => {
      const caughtUp: CaughtUp = { position: cache.position(), work: [], foreseen: null };
      const isUsable = ahead !== null && isSame(ahead.position, caughtUp.position);
      let next = isUsable ? ahead : await lookAhead();
      while (next !== null) {
        await applyNext(next, caughtUp);
        next = isSame(next.head, cache.position()) ? null : await lookAhead();
      }
      return { ...caughtUp, position: cache.position() };
    },
  };
}

export type FollowerOptions = { cache: ContentCache; database: Database; log: Log };

export function isSame(a: LogPosition, b: LogPosition): boolean {
  return a.seq === b.seq && a.hash === b.hash;
}
