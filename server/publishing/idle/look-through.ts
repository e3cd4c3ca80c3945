import type { PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { IdleTask } from './idle-schedule.ts';
import type { Choice, IdleContext } from './idle-context.ts';

type LookThrough = {
  prepareMs: number;
  takeSample: (choose: Choice, signal: AbortSignal) => Promise<{ rendered: number; isWell: boolean }>;
};

/**
 * A page of each route. What templates keep to themselves is kept in every page of a route but the first. Each takes a worker of its own, which is work for
 * seconds: what was well is on record, for the next start.
 */
export function createLookThrough(
  { cache, log, templates, withCache }: IdleContext,
  { prepareMs, takeSample }: LookThrough,
): IdleTask {
  /** Those that are not on record as well: they are looked at again after the next start. */
  let looked = { build: '', routes: new Set<string | null>() };
  return {
    name: 'look through new templates',
    afterReleaseMs: prepareMs,
    isHeavy: true,
    run: async (signal) => {
      const { id } = templates.current();
      if (looked.build !== id) looked = { build: id, routes: new Set() };
      const { routes } = looked;
      let asked: { graphId: number; page: PageRow } | null = null;
      const nextRoute: Choice = (pages, graphId) => {
        const page = pages.samplePerRoute(graphId).find(({ route }) => !routes.has(route));
        if (page === undefined) {
          log.debug({ build: id }, 'templates were looked through');
          return [];
        }
        asked = { graphId, page };
        return [page];
      };
      const { isWell, rendered } = await takeSample(nextRoute, signal);
      if (rendered > 0 && asked !== null) await conclude(asked, { isWell, routes });
      return rendered > 0 || signal.aborted ? 0 : null;
    },
  };

  async function conclude(
    { graphId, page: { route } }: { graphId: number; page: PageRow },
    { isWell, routes }: { isWell: boolean; routes: Set<string | null> },
  ): Promise<void> {
    routes.add(route);
    if (route !== null && isWell)
      await withCache(async () => cache.write(() => cache.pages.markLookedThrough(graphId, route)));
  }
}
