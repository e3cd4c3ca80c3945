import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCacheView } from '../../../content-cache/cache-view.ts';
import { openContentCache, type ContentCache } from '../../../content-cache/cache.ts';
import type { Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { StepWork } from '../../../content-cache/step.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { Basis, PublicationChange } from '../../../model/publication.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { createLogFollower } from '../follow-log.ts';
import { createRenderPool, type RenderPool } from '../render/render-pool.ts';
import { templatesOfRelease } from '../template-build/templates-of-release.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { describeCause } from './describe-cause.ts';
import { planOf, type PlannedPage } from './planned-pages.ts';
import { renderFailed } from './render-failed.ts';
import { renderGraph, type GraphRendered, type RenderProgress } from './render-graph.ts';

export type PlanOptions = {
  database: Database;
  model: ContentModel;
  config: Pick<Config, 'dataDir' | 'siteUrl'>;
  log: Log;
  projectRoot: string;
  changes: readonly PublicationChange[];
  /** False tells which pages are going to be rendered, and not what comes of it. */
  render: boolean;
  onProgress?: (progress: RenderProgress) => void;
};

export type PublicationPlan = {
  basis: Basis & { templateBuild: string };
  pages: readonly PlannedPage[];
  /** A publication of which this is not empty is refused. */
  failures: readonly { path: string; template: string | null; message: string }[];
  work: PlanWork;
};

export type PlanWork = {
  rowsRead: number;
  readsReevaluated: number;
  /** The reads whose answers change, for people. */
  readsChanged: readonly string[];
  /** Without rendering, those that are going to be. Further ones may be found by their links. */
  pagesRendered: number;
};

/**
 * What publishing the changes now would do to the site, with the read behind each page. It is worked out on a copy of the publisher's content cache, by
 * the very steps that a publication takes, so that nothing differs but the target.
 */
export async function planPublication(options: PlanOptions): Promise<PublicationPlan> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-plan-'));
  try {
    const cacheFile = join(folder, 'content-cache.sqlite');
    await copyCache(options, cacheFile);
    const cache = openContentCache({ file: cacheFile, model: options.model });
    try {
      return await planOn(cache, { ...options, cacheFile });
    } finally {
      cache.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyCache({ config, model }: PlanOptions, copy: string): Promise<void> {
  const view = openCacheView({ file: join(config.dataDir, 'content-cache.sqlite'), model });
  try {
    if (view === null || view.pages.find('live') === null) {
      throw new AppError(
        'not-released',
        `A plan is made from the pages that the publisher keeps in ${config.dataDir}, and there are none: either nothing has been released yet, or the content cache was deleted or damaged. "stillpress cache rebuild" makes it anew, and so does "stillpress start".`,
      );
    }
    await view.copyTo(copy);
  } finally {
    view?.close();
  }
}

type Planning = PlanOptions & { cacheFile: string };

async function planOn(cache: ContentCache, options: Planning): Promise<PublicationPlan> {
  const { cacheFile, changes, database, log, model, render } = options;
  await createLogFollower({ cache, database, log }).catchUp();
  const graph = cache.pages.find('live');
  if (graph === null)
    throw new AppError(
      'not-released',
      'The publisher has to render the site anew before anything can be planned.',
    );
  const { hash, seq } = cache.position();
  const basis = { seq, hash, clock: cache.clock(), templateBuild: graph.templateBuild };
  if (!render) {
    const { pages, work } = cache.foresee(changes);
    const planned = pages.map(({ cause, path }) => foreseenPage(path, cause));
    return { basis, pages: planned, failures: [], work: workOf(work, pages.length) };
  }
  const build = await templatesOfRelease(graph.templateBuild, options);
  const pool = createRenderPool({ build, cacheFile, model, log });
  try {
    return { basis, ...(await renderPlan(cache, { build, graph, options, pool })) };
  } finally {
    await pool.close();
  }
}

function foreseenPage(path: string, cause: string | null): PlannedPage {
  return { change: 'rendered', path, cause: describeCause(cause) };
}

type Rendering = { build: TemplateBuild; graph: Graph; options: PlanOptions; pool: RenderPool };

async function renderPlan(
  cache: ContentCache,
  { build, graph, options, pool }: Rendering,
): Promise<Omit<PublicationPlan, 'basis'>> {
  const { log, onProgress } = options;
  const sink = { lookUp: () => null, put: async () => '' };
  const order = { cache, withCache: <T>(work: () => Promise<T>) => work(), graph, build, pool, sink, log };
  const renderDirty = async (): Promise<GraphRendered> =>
    await renderGraph({ ...order, priority: 'preview', ...(onProgress && { onProgress }) });
  // What the publisher has not come to yet is no part of this plan.
  const { failures: earlier } = await renderDirty();
  if (earlier.length > 0) throw renderFailed(earlier);
  const before = filesOf(cache, graph);
  cache.write(() => cache.pages.clearUnreleased());
  const work = cache.amend(options.changes);
  const { failures, pagesRendered } = await renderDirty();
  const touched = cache.pages.unreleased();
  const after = (file: string): PageRow | null => cache.pages.pageOfFile(graph.graphId, file);
  return {
    pages: planOf({ touched, before, after }),
    failures: failures.map(({ error, path }) => ({ path, template: error.template, message: error.message })),
    work: workOf(work, pagesRendered),
  };
}

function filesOf(cache: ContentCache, { graphId }: Graph): Map<string, PageRow> {
  const files = new Map<string, PageRow>();
  for (const page of cache.pages.pages(graphId)) if (page.file !== null) files.set(page.file, page);
  return files;
}

function workOf({ readsChanged, readsEvaluated, readsLookedUp }: StepWork, pagesRendered: number): PlanWork {
  return {
    rowsRead: readsLookedUp,
    readsReevaluated: readsEvaluated,
    readsChanged: readsChanged.flatMap((read) => describeCause(read) ?? []),
    pagesRendered,
  };
}
