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
  /** Whether there is nothing to catch up with. */
  isAtEnd(): Promise<boolean>;
  /** Brings the content cache to the end of the publication log. Several publications become one step. */
  catchUp(): Promise<CaughtUp>;
  /** Everything in the content cache is thrown away, pages included, and filled from the database. */
  refill(): Promise<void>;
};

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

  /** Says whether the cache is at the end of the log then. */
  async function applyNext(caughtUp: CaughtUp): Promise<boolean> {
    const position = cache.position();
    const isEmpty = position.seq === EMPTY_SEQ;
    const { head, publications } = await database.read(async (tx) => ({
      head: await readLogHead(tx),
      publications: isEmpty
        ? []
        : await readPublicationsAfter(tx, { seq: position.seq, limit: PUBLICATIONS_PER_READ }),
    }));
    if (isSame(head, position)) return true;
    if (isEmpty) await replaceAll('it is empty');
    else if (publications.length === 0) await replaceAll('the database is older than the cache');
    else await applyOrReplace(publications, caughtUp);
    return isSame(head, cache.position());
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
    isAtEnd: async () => isSame(await readLogHead(database.db), cache.position()),
    refill: () => replaceAll('it was asked for'),
    catchUp: async () => {
      const caughtUp: CaughtUp = { position: cache.position(), work: [], foreseen: null };
      for (let isAtEnd = false; !isAtEnd;) isAtEnd = await applyNext(caughtUp);
      return { ...caughtUp, position: cache.position() };
    },
  };
}

export type FollowerOptions = { cache: ContentCache; database: Database; log: Log };

export function isSame(a: LogPosition, b: LogPosition): boolean {
  return a.seq === b.seq && a.hash === b.hash;
}
