import { setTimeout as delay } from 'node:timers/promises';
import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { readLogHead } from '../store/publications.ts';
import { lookCloser, pathsTaking } from './look-closer.ts';
import { assetTest } from './plan/static-paths.ts';
import { CLOSER_LOOK_MS, PROVEN_PAGE_TIMEOUT_MS } from './proof-limits.ts';
import type { PublishingTools } from './publishing-tools.ts';

/** Links that changes would leave dead, as seen from the pages of one moment; null where nobody looks, or can tell. */
export type Look = {
  deadLinks: DeadLink[] | null;
  /** The end of the log that the pages have come to. */
  seq: number;
};

/** About as long as a round takes that publishes little. */
const PAUSE_MS = 100;
const TIMES_TO_LOOK = 20;

/**
 * What somebody has just published is not among the pages yet, and a link to it seems to be dead: whoever sees a dead link looks again until the pages
 * have all that is in the log. Null where they do not come to it.
 */
export async function onceCaughtUp(
  { database }: Pick<PublishingTools, 'database'>,
  look: () => Promise<Look | null>,
): Promise<DeadLink[] | null> {
  for (let times = 0; times < TIMES_TO_LOOK; times += 1) {
    if (times > 0) await delay(PAUSE_MS);
    const { deadLinks = null, seq = 0 } = (await look()) ?? {};
    if (deadLinks === null || deadLinks.length === 0) return deadLinks;
    if ((await readLogHead(database.db)).seq <= seq) return deadLinks;
  }
  return null;
}

/** Whoever withdraws something waits no longer to be told what it leaves dead. */
const FORESIGHT_MS = 2_000;

export async function foreseeDeadLinks(
  tools: PublishingTools,
  changes: readonly PublicationChange[],
): Promise<DeadLink[] | null> {
  return await inShort(tools, (given, onDoubt) => {
    const lookOnce = async (): Promise<Look | null> =>
      await tools.withOverlay(async (signal) =>
        given.aborted
          ? null
          : await lookAhead(tools, { changes, signal: AbortSignal.any([signal, given]), onDoubt }),
      );
    return tools.cacheRenewal.guard(() => onceCaughtUp(tools, lookOnce));
  });
}

/** Null where it takes too long, or fails. Where something seems to be dead, `onDoubt` is called, and there is time for a closer look. */
export async function inShort(
  { log }: Pick<PublishingTools, 'log'>,
  look: (signal: AbortSignal, onDoubt: () => void) => Promise<DeadLink[] | null>,
): Promise<DeadLink[] | null> {
  const given = new AbortController();
  let isInDoubt = false;
  const looked = look(given.signal, () => {
    isInDoubt = true;
  });
  const timeIsUp = async (): Promise<null> => {
    await delay(FORESIGHT_MS, null, { ref: false });
    return isInDoubt ? await delay(CLOSER_LOOK_MS + FORESIGHT_MS, null, { ref: false }) : null;
  };
  try {
    return await Promise.race([looked, timeIsUp()]);
  } catch (error) {
    log.warn({ err: error }, 'nobody can tell which links are left dead by what is taken away');
    return null;
  } finally {
    looked.catch(() => undefined);
    given.abort();
  }
}

type Looking = { changes: readonly PublicationChange[]; signal: AbortSignal; onDoubt: () => void };

/** What goes, and of the pages that change, those that lead there: some no longer do then, and the others are known as they are. */
async function lookAhead(
  { cache, renderers, templates }: PublishingTools,
  { changes, onDoubt, signal }: Looking,
): Promise<Look | null> {
  const build = templates.current();
  const graph = cache.pages.find('live');
  if (graph?.templateBuild !== build.id) return null;
  const position = cache.position();
  const basis = { ...position, clock: cache.clock() };
  const pool = renderers.forReleases(build);
  const deadLinks = await lookCloser(
    { cache, graph, build, isAsset: assetTest(build), changes, rendered: new Map() },
    {
      taking: pathsTaking({ cache, graph, changes }),
      onDoubt,
      render: async (paths) => {
        const order = { basis, paths, overlay: changes, signal, pageTimeoutMs: PROVEN_PAGE_TIMEOUT_MS };
        return (await pool.renderPages(order)).filter((result) => result.kind === 'rendered');
      },
    },
  );
  return { deadLinks, seq: position.seq };
}
