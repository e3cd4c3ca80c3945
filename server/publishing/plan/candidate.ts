import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import type { AppError } from '../../errors.ts';
import type { StoredRelease } from '../../store/releases.ts';
import type { PublishingTools } from '../publishing-tools.ts';
import type { LiveOrder } from '../round-order.ts';
import { workOf } from '../round-order.ts';
import type { ReleaseSummary } from '../release/make-release.ts';
import { releaseGraph } from '../release/release-graph.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { renderOrWithhold } from '../withhold/render-or-withhold.ts';
import { adoptPages } from './adopt-pages.ts';
import { renderFailed } from './render-failed.ts';
import { renderGraph, type GraphRendered, type GraphToRender } from './render-graph.ts';
import { staticPathsOf } from './static-paths.ts';

export type Candidate = {
  summary: ReleaseSummary | null;
  /** Its pages cannot be rendered; whoever looks at the templates has been told. */
  rejected?: { error: AppError; isTold: boolean };
};

/**
 * The graph of pages that is to take the place of the one visitors see: for new templates, or because every page is to be rendered again.
 * It is rendered a few pages at a time while publications go on, which make pages of it out of date like those of the other one. Once it is clean
 * it is promoted and released, all at once.
 */
export async function buildCandidate(
  tools: PublishingTools,
  { caught, isNeeded, options, stages }: LiveOrder & { isNeeded: boolean },
): Promise<Candidate> {
  const { cache, templates, withCache } = tools;
  const build = templates.candidate() ?? templates.current();
  const isAsked = options.rebuild?.scope.kind === 'all';
  if (!isNeeded && !isAsked && templates.candidate() === null) return { summary: null };
  const reason = reasonOf(tools, build);
  options.onRelease();
  const graph = await beginOrResume(tools, { build, isAsked });
  const startedAt = performance.now();
  const rendered = await renderCandidate(tools, {
    graph,
    build,
    isNeeded,
    isInterrupted: options.isInterrupted,
    until: options.until,
  });
  noteProgress(tools, rendered);
  // The release of every page takes its time too.
  if (rendered.failures.length === 0 && (!rendered.isClean || options.isExpecting())) {
    tools.candidateWork.renderMs += performance.now() - startedAt;
    return { summary: null };
  }
  if (rendered.failures.length > 0) {
    await withCache(async () => cache.write(() => cache.pages.drop(graph.graphId)));
    tools.renderers.endSites(templates.current());
    const error = renderFailed(rendered.failures);
    // New templates that cannot render keep no publication waiting; who asked for them learns why.
    const isRejected = templates.reject(build, error);
    return { summary: null, rejected: { error, isTold: isRejected && options.rebuild === null } };
  }
  stages.end('render', tools.candidateWork.renderMs);
  await withCache(async () =>
    cache.write(() => {
      cache.pages.promote();
      cache.pages.clearUnreleased();
    }),
  );
  const summary = await releaseGraph(tools, {
    graph: { ...graph, role: 'live' },
    build,
    basis: caught.position,
    reason,
    compare: 'all',
    work: workOf(caught, { ...rendered, ...tools.candidateWork }),
    stages,
    written: rendered.written,
  });
  templates.promote(build);
  tools.renderers.keepOnly([build]);
  tools.renderers.endSites(build);
  return { summary };
}

/** From here on they have workers of their own. */
const MANY_PAGES = 500;

function reasonOf({ target }: PublishingTools, build: TemplateBuild): StoredRelease['reason'] {
  const at = target.position();
  if (at === null) return 'publication';
  return build.id === at.templateBuild ? 'rebuild' : 'template';
}

type CandidateOrder = { build: TemplateBuild; isAsked: boolean };

/** One that was begun for the same templates goes on, unless every page is asked for once more. */
async function beginOrResume(tools: PublishingTools, { build, isAsked }: CandidateOrder): Promise<Graph> {
  const { cache, withCache } = tools;
  const begun = cache.pages.find('candidate');
  if (begun?.templateBuild === build.id && (!isAsked || tools.askedGraph.id === begun.graphId)) return begun;
  const graph = await withCache(async () =>
    cache.write(() => {
      const staticPaths = staticPathsOf(build);
      const fresh = cache.pages.begin('candidate', { templateBuild: build.id, staticPaths });
      const { revision } = cache.position();
      for (const path of [...staticPaths, ...cache.pages.contentRoots()])
        cache.pages.refreshRoot(fresh, path, revision);
      return fresh;
    }),
  );
  tools.askedGraph.id = isAsked ? graph.graphId : null;
  tools.candidateWork = { pagesRendered: 0, renderMs: 0, timesStuck: 0 };
  return graph;
}

/** A page that goes on without end is named in the end, whatever else is published meanwhile. */
const TIMES_STUCK = 20;

function noteProgress({ candidateWork }: PublishingTools, { isClean, pagesRendered }: GraphRendered): void {
  candidateWork.pagesRendered += pagesRendered;
  candidateWork.timesStuck = isClean || pagesRendered > 0 ? 0 : candidateWork.timesStuck + 1;
}

/**
 * Where templates that have proved themselves have to make all pages anew, publications that they cannot show are held back. New templates
 * are rejected instead, and a rebuild that somebody asked for fails.
 */
async function renderCandidate(
  tools: PublishingTools,
  { isNeeded, ...order }: CandidateRender & { isNeeded: boolean },
): Promise<GraphRendered> {
  const { build, graph } = order;
  const live = tools.target.position();
  if (!isNeeded || live?.templateBuild !== build.id) return await renderOnce(tools, order);
  const rendered = await renderOrWithhold(tools, {
    graphId: graph.graphId,
    build,
    liveSeq: live.seq,
    render: (limits) => renderOnce(tools, { ...order, ...limits }),
  });
  return { ...rendered, failures: rendered.kept };
}

type CandidateRender = Pick<GraphToRender, 'build' | 'graph' | 'skip' | 'failuresMax'> & {
  isInterrupted: () => boolean;
  until: AbortSignal;
};

async function renderOnce(
  {
    askedGraph,
    cache,
    candidateWork,
    linkedPagesMax,
    log,
    media,
    renderers,
    rendering,
    target,
    templates,
    withCache,
  }: PublishingTools,
  { build, graph, until, ...order }: CandidateRender,
): Promise<GraphRendered> {
  // Also what is left of a large graph that goes on being rendered.
  const isLarge = candidateWork.pagesRendered + cache.pages.countDirty(graph.graphId) >= MANY_PAGES;
  const pool = isLarge ? renderers.forSites(build) : renderers.forReleases(build);
  const live = cache.pages.find('live');
  const isRelated =
    live !== null && live.templateBuild === templates.current().id && askedGraph.id !== graph.graphId;
  const from = live !== null && isRelated ? { graph: live, build: templates.current() } : null;
  return await renderGraph({
    cache,
    withCache,
    graph,
    build,
    pool,
    sink: target,
    media,
    linkedPagesMax,
    priority: 'rebuild',
    log,
    ...order,
    ...(candidateWork.timesStuck < TIMES_STUCK && { until }),
    onProgress: rendering.tell,
    ...(from !== null && { adopt: (batch) => adoptPages(batch, { cache, from, to: { graph, build } }) }),
  });
}
