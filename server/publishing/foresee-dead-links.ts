import { setTimeout as delay } from 'node:timers/promises';
import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { readLogHead } from '../store/publications.ts';
import { newlyBroken } from './newly-broken.ts';
import { assetTest } from './plan/static-paths.ts';
import { PROVEN_PAGES_MAX, PROVEN_PAGE_TIMEOUT_MS } from './proof-limits.ts';
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
  return await inShort(tools, (given) => {
    const lookOnce = async (): Promise<Look | null> =>
      await tools.withOverlay(async (signal) =>
        given.aborted ? null : await lookAhead(tools, { changes, signal: AbortSignal.any([signal, given]) }),
      );
    return tools.cacheRenewal.guard(() => onceCaughtUp(tools, lookOnce));
  });
}

/** Null where it takes too long, or fails. */
export async function inShort(
  { log }: Pick<PublishingTools, 'log'>,
  look: (signal: AbortSignal) => Promise<DeadLink[] | null>,
): Promise<DeadLink[] | null> {
  const given = new AbortController();
  const looked = look(given.signal);
  try {
    return await Promise.race([looked, delay(FORESIGHT_MS, null, { ref: false })]);
  } catch (error) {
    log.warn({ err: error }, 'nobody can tell which links are left dead by what is taken away');
    return null;
  } finally {
    looked.catch(() => undefined);
    given.abort();
  }
}

type Looking = { changes: readonly PublicationChange[]; signal: AbortSignal };

/** Of the pages that change, those that lead to one that goes: some no longer do then, and the others are known as they are. */
async function lookAhead(
  { cache, renderers, templates }: PublishingTools,
  { changes, signal }: Looking,
): Promise<Look | null> {
  const build = templates.current();
  const graph = cache.pages.find('live');
  if (graph?.templateBuild !== build.id) return null;
  const position = cache.position();
  const going = leftPathsOf(changes);
  // At the time that it is: what was foreseen of others, and is about to be committed, stays known.
  const changing = new Set(cache.foresee(changes, cache.clock()).pages.map(({ path }) => path));
  const leading = going.flatMap((path) =>
    cache.pages.linkingPaths(graph.graphId, path, PROVEN_PAGES_MAX).filter((from) => changing.has(from)),
  );
  const results = await renderers.forReleases(build).renderPages({
    basis: { ...position, clock: cache.clock() },
    paths: [...new Set([...going, ...leading])].slice(0, PROVEN_PAGES_MAX),
    overlay: changes,
    signal,
    pageTimeoutMs: PROVEN_PAGE_TIMEOUT_MS,
  });
  const rendered = new Map(
    results.flatMap((result) => (result.kind === 'rendered' ? [[result.path, result] as const] : [])),
  );
  const deadLinks = newlyBroken({ cache, graph, build, isAsset: assetTest(build), changes, rendered });
  return { deadLinks, seq: position.seq };
}

/** Where something is taken away, be it a page or a redirect. */
export function leftPathsOf(changes: readonly PublicationChange[]): string[] {
  return changes.flatMap((change) => {
    const isLeft = change.kind === 'withdraw' || change.kind === 'redirect-removed';
    return isLeft && change.path !== null ? [change.path] : [];
  });
}
