import type { Config } from '../../config.ts';
import { readCdn, readUnpurged } from '../../store/cdn-purges.ts';
import type { Database } from '../../store/database.ts';
import { fail, ok, warn } from './finding.ts';
import type { Check } from './finding.ts';

/** Longer than a purge takes where all is well. */
const WAITS_MS = 60_000;

export function checkCdn(database: Database, { cdn }: Pick<Config, 'cdn'>): Check {
  return {
    check: 'CDN',
    look: async () => {
      const known = await readCdn(database.db);
      if (cdn === undefined)
        return known === null
          ? ok('none is told anything')
          : warn(
              `the processes tell ${known.name}, and here CDN is not set`,
              'Give this command the environment of the processes.',
            );
      if (known === null || known.name !== cdn.kind)
        return warn(
          `${cdn.kind}, and no process has been started with it yet`,
          'Start web and worker with the same CDN.',
        );
      const waits = await readUnpurged(database.db);
      if (known.error !== null)
        return fail(
          `it could not be told since ${known.failingSince}: ${known.error}`,
          'Mend what the message names: it is tried again by itself, and nothing is lost.',
        );
      const waitsMs = waits?.finishedAt == null ? 0 : Date.now() - Date.parse(waits.finishedAt);
      if (waits !== null && waitsMs > WAITS_MS)
        return fail(
          `it has not been told of release ${waits.number}, live since ${waits.finishedAt}`,
          'See that a worker runs: it does the jobs of the kind cdn.purge-releases.',
        );
      return ok(`${known.name}, told of every release`);
    },
  };
}
