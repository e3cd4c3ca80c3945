import type { ContentCache } from '../../content-cache/cache.ts';
import { isFileFault } from '../../content-cache/cache-file.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { CacheUnreadable } from './render/render-pool.ts';
import type { Renderers } from './render/renderers.ts';

/**
 * The content cache can always be made again, so its file is not mended. Whoever meets a fault of it says so; between two rounds, when nobody holds on to
 * a page or a graph of it, the publisher begins with an empty one, which is filled as on the first start.
 */
export type CacheRenewal = {
  /** Whether this error is one of the file's, or comes of one that has been met already. */
  note(error: unknown): boolean;
  /** Does what somebody waits for; whoever meets a fault is told to come again. */
  guard<T>(work: () => Promise<T>): Promise<T>;
  /** Says whether the content cache was begun anew: since somebody has met a fault, or the file is not there any more. */
  renewIfNeeded(): Promise<boolean>;
};

type Parts = {
  cache: ContentCache;
  log: Log;
  renderers: Pick<Renderers, 'keepOnly'>;
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
};

export function createCacheRenewal({ cache, log, renderers, withCache }: Parts): CacheRenewal {
  let isNeeded = false;

  function note(error: unknown): boolean {
    isNeeded ||= error instanceof CacheUnreadable || isFileFault(error);
    return isNeeded;
  }

  return {
    note,
    guard: async (work) => {
      try {
        return await work();
      } catch (error) {
        throw note(error) ? cacheDamaged(error) : error;
      }
    },
    renewIfNeeded: async () => {
      isNeeded ||= !cache.isInPlace();
      if (!isNeeded) return false;
      log.warn('the content cache was damaged or deleted; it is made again');
      await withCache(async () => {
        cache.beginAnew();
        // They have the old file open.
        renderers.keepOnly([]);
      });
      isNeeded = false;
      return true;
    },
  };
}

/** The next round, within seconds, begins with a new one. */
function cacheDamaged(cause: unknown): AppError {
  return new AppError(
    'cache-damaged',
    'The content cache of this machine was damaged and is being made again, from the database. Nothing is lost; try again in a moment.',
    { cause, retryAfterSeconds: 5 },
  );
}
