import type { LogPosition } from '../../model/publication.ts';
import { normalizePath } from '../../model/public-path.ts';
import type { AppError } from '../errors.ts';
import type { StoredRelease } from '../store/releases.ts';
import { clockValues } from '../../content-cache/clock.ts';
import { isSame } from './follow-log.ts';
import { hideStalePages } from './hide-stale-pages.ts';
import { buildCandidate } from './plan/candidate.ts';
import { renderGraph, type GraphRendered, type GraphToRender } from './plan/render-graph.ts';
import { keptAsTheyWere } from './plan/render-failed.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import { releaseGraph } from './release/release-graph.ts';
import type { PublishingTools, RebuildOrder, RebuildScope } from './publishing-tools.ts';
import { workOf, type Following, type LiveOrder, type RoundOptions } from './round-order.ts';
import { startStages } from './release/stages.ts';
import { requireCandidate } from './template-build/open-templates.ts';
import { retryWithheld, settleAfterRelease } from './withhold/apply-withheld.ts';
import { renderOrWithhold } from './withhold/render-or-withhold.ts';

export type Round = {
  position: LogPosition;
  /** Null where nothing had to be done, or nothing may be done yet. */
  summary: ReleaseSummary | null;
  /** Whether what was asked to be rendered again has been. */
  isRebuilt: boolean;
  /** Whether visitors see this position now. */
  isLive: boolean;
  /** Pages stay as they were, since they cannot be rendered. */
  problem: AppError | null;
};

/**
 * Follows the log to its end and releases what it finds: however many publications were waiting, one release. After that, a graph of
 * pages for new templates goes on being rendered for as long as nothing new is published.
 */
export async function runRound(tools: PublishingTools, options: RoundOptions): Promise<Round> {
  const { cache, templates } = tools;
  const stages = startStages();
  const caught = await catchUp(tools);
  stages.end('follow');
  const { position } = caught;
  await tools.reconcile();
  const isNewlyWanted = options.rebuild !== null || options.takedowns.length > 0 || caught.clockWork !== null;
  if (!isNewlyWanted && options.isHeldBack(position))
    return { position, summary: null, isRebuilt: false, isLive: false, problem: null };
  await retryWithheld(tools, {
    isAsked: isNewlyAsked(tools, options.rebuild),
    templateBuild: templates.current().id,
  });
  if (options.rebuild !== null && options.rebuild.scope.kind !== 'all')
    await markAsked(tools, options.rebuild.scope);
  if (templates.isOutdated()) await requireCandidate(templates);
  const live = cache.pages.find('live');
  const isUsable = live?.templateBuild === templates.current().id && !templates.isOutdated();
  // Where there is nothing to be kept up to date meanwhile, no page is rendered twice.
  const isAllAsked = options.rebuild?.scope.kind === 'all' && tools.target.position() === null;
  const released = isUsable && !isAllAsked ? await publishLive(tools, { caught, options, stages }) : null;
  if (released !== null) {
    await settleAfterRelease(tools, { isReleased: released.summary !== null });
    options.onLive(position, released.problem);
  }
  const candidate = await buildCandidate(tools, { caught, options, stages, isNeeded: !isUsable });
  const { rejected } = candidate;
  if (rejected !== undefined && !isUsable) {
    if (!rejected.isTold) throw rejected.error;
    // The templates of before have to make the pages that these could not.
    return await runRound(tools, options);
  }
  const summary = candidate.summary ?? released?.summary ?? null;
  if (candidate.summary !== null) {
    await settleAfterRelease(tools, { isReleased: true });
    options.onLive(position, null);
    // What older templates could not show, these may.
    if (tools.withheld.known().length > 0) options.again();
  }
  // What is published is public all the same: only who asked for more does not have it.
  const failure = rejected?.isTold === false ? rejected.error : null;
  const problem = candidate.summary === null ? (failure ?? released?.problem ?? null) : null;
  const isRebuilt = options.rebuild?.scope.kind === 'all' ? candidate.summary !== null : true;
  return { position, summary, isRebuilt, isLive: released !== null || candidate.summary !== null, problem };
}

async function catchUp({ cache, follower, now, timeZone, withCache }: PublishingTools): Promise<Following> {
  const clock = clockValues(now(), timeZone);
  const known = cache.clock();
  const isSameTime = clock.hour === known.hour && clock.day === known.day && clock.year === known.year;
  const ahead = await follower.lookAhead();
  // A poll that finds nothing new ends no proof.
  if (isSameTime && ahead === null)
    return { position: cache.position(), work: [], foreseen: null, clockWork: null };
  return await withCache(async () => {
    const caught = await follower.catchUp(ahead);
    return { ...caught, clockWork: isSameTime ? null : cache.setClock(clock) };
  });
}

/** Renders what is out of date in the graph that visitors see, and releases what has come out differently. */
async function publishLive(
  tools: PublishingTools,
  { caught, options, stages }: LiveOrder,
): Promise<{ summary: ReleaseSummary | null; problem: AppError | null }> {
  const { cache, target, templates } = tools;
  const graph = cache.pages.find('live');
  if (graph === null) return { summary: null, problem: null };
  const at = target.position();
  const isKnown = at !== null && at.releaseId === graph.releaseId;
  const isThere = at !== null && isSame({ seq: at.seq, hash: at.publicationHash }, caught.position);
  const hasWork = cache.pages.countDirty(graph.graphId) > 0 || cache.pages.unreleased().length > 0;
  if (isKnown && isThere && !hasWork) return { summary: null, problem: null };
  options.onRelease();
  // What was rendered before the commit, where nothing else has come in between.
  let proven = caught.clockWork === null ? options.takeProven(caught.foreseen) : null;
  const rendered = await renderOrWithhold(tools, {
    graphId: graph.graphId,
    build: templates.current(),
    liveSeq: at?.seq ?? 0,
    render: async (limits) => {
      const known = proven;
      // Whatever is held back later, the pages are others then.
      proven = null;
      return await renderLive(tools, {
        priority: 'publish',
        ...(known !== null && { proven: known }),
        ...limits,
      });
    },
  });
  stages.end('render');
  await hideStalePages(tools, { graph, kept: rendered.kept, takedowns: options.takedowns });
  const problem = rendered.kept.length === 0 ? null : keptAsTheyWere(rendered.kept);
  const isUnchanged = isKnown && isThere && cache.pages.unreleased().length === 0;
  // Pages that fail time and again are no releases.
  if (problem !== null && isUnchanged) return { summary: null, problem };
  const summary = await releaseGraph(tools, {
    graph,
    build: templates.current(),
    basis: caught.position,
    reason: reasonOf({ isKnown, isThere, caught, options }),
    compare: isKnown ? 'touched' : 'all',
    work: workOf(caught, rendered),
    stages,
    written: rendered.written,
    kept: rendered.kept,
  });
  return { summary, problem };
}

type Reasons = { isKnown: boolean; isThere: boolean; caught: Following; options: RoundOptions };

function reasonOf({ caught, isKnown, isThere, options }: Reasons): StoredRelease['reason'] {
  if (!isThere) return 'publication';
  if (options.rebuild !== null) return options.rebuild.reason;
  if (!isKnown) return 'rebuild';
  return caught.clockWork === null ? 'rebuild' : 'clock';
}

async function renderLive(
  { cache, linkedPagesMax, log, media, renderers, rendering, target, templates, withCache }: PublishingTools,
  { priority, ...limits }: Pick<GraphToRender, 'priority' | 'skip' | 'failuresMax' | 'proven'>,
): Promise<GraphRendered> {
  const graph = cache.pages.find('live');
  if (graph === null)
    return { pagesRendered: 0, pagesProven: 0, failures: [], isClean: true, written: Promise.resolve() };
  const build = templates.current();
  const pool = renderers.forReleases(build);
  const common = { cache, withCache, graph, build, pool, sink: target, media, linkedPagesMax, log };
  return await renderGraph({ ...common, priority, ...limits, onProgress: rendering.tell });
}

/** One that is under way has been answered by trying again when it began. */
function isNewlyAsked({ askedGraph, cache }: PublishingTools, rebuild: RebuildOrder | null): boolean {
  if (rebuild?.scope.kind !== 'all') return false;
  return askedGraph.id === null || cache.pages.find('candidate')?.graphId !== askedGraph.id;
}

/** Of the live graph, some pages only. */
async function markAsked({ cache, withCache }: PublishingTools, scope: RebuildScope): Promise<void> {
  const graph = cache.pages.find('live');
  if (graph === null || scope.kind === 'all') return;
  const { revision } = cache.position();
  const cause = 'asked for';
  await withCache(async () =>
    cache.write(() => {
      if (scope.kind === 'route')
        cache.pages.dirtyAll(graph.graphId, { revision, cause, route: scope.route });
      else
        cache.pages.dirtyPath(graph.graphId, {
          revision,
          cause,
          path: normalizePath(scope.path) ?? scope.path,
        });
    }),
  );
}
