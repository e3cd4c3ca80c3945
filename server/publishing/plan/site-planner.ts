import { clockValues } from '../../../content-cache/clock.ts';
import type { PlanBasis, SitePlanner } from '../../../model/site-plan.ts';
import { AppError } from '../../errors.ts';
import type { PublishingTools } from '../publishing-tools.ts';
import { planOverlay } from './plan-overlay.ts';

/** Plans on the pages that the publisher has, in between what it publishes. */
export function createSitePlanner(tools: PublishingTools): SitePlanner {
  const { cache, cacheRenewal, linkedPagesMax, now, renderers, templates, timeZone, withOverlay } = tools;

  function basisAt(at: Date): PlanBasis {
    return {
      seq: cache.position().seq,
      templateBuild: templates.current().id,
      clock: clockValues(at, timeZone),
    };
  }

  return {
    basis: () => basisAt(now()),
    plan: async ({ at, changes, withTexts }) => {
      const build = templates.current();
      const basis = basisAt(at ?? now());
      const graph = cache.pages.find('live');
      if (graph?.templateBuild !== build.id) {
        throw new AppError(
          'not-released',
          'The site is being rendered anew, and until it is, nothing can be planned. Try again in a moment.',
          { retryAfterSeconds: 5 },
        );
      }
      const planning = {
        cache,
        graph,
        build,
        pool: renderers.forReleases(build),
        overlay: { changes, clock: basis.clock },
        linkedPagesMax,
        inTurn: withOverlay,
        withTexts,
      };
      const plan = await cacheRenewal.guard(() => planOverlay(planning));
      return plan === null ? null : { basis, ...plan };
    },
  };
}
