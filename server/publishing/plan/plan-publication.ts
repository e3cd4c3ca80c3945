import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCacheView } from '../../../content-cache/cache-view.ts';
import { openContentCache, type ContentCache, type Overlay } from '../../../content-cache/cache.ts';
import { clockValues } from '../../../content-cache/clock.ts';
import type { Graph } from '../../../content-cache/pages/page-facts.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublicationChange } from '../../../model/publication.ts';
import type { PlannedPage, SitePlan } from '../../../model/site-plan.ts';
import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { createLogFollower } from '../follow-log.ts';
import type { PublicMedia } from '../render/public-media.ts';
import { createRenderPool, type RenderPool } from '../render/render-pool.ts';
import { templatesOfRelease } from '../template-build/templates-of-release.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { describeCause } from './describe-cause.ts';
import { planOverlay, workOf } from './plan-overlay.ts';
import { renderFailed } from './render-failed.ts';
import { renderGraph, type RenderProgress } from './render-graph.ts';

export type PlanOptions = {
  database: Database;
  model: ContentModel;
  config: Pick<Config, 'dataDir' | 'siteUrl'> & Partial<Pick<Config, 'timeZone'>>;
  log: Log;
  media?: PublicMedia | undefined;
  projectRoot: string;
  changes: readonly PublicationChange[];
  /** When; now, where it is left out. */
  at?: Date | undefined;
  withTexts?: boolean;
  /** False tells which pages are going to be rendered, and not what comes of it. */
  render: boolean;
  onProgress?: (progress: RenderProgress) => void;
};

/**
 * What publishing the changes now would do to the site, with the read behind each page. It is worked out on a copy of the publisher's content cache, by
 * the very steps that a publication takes, so that nothing differs but the target.
 */
export async function planPublication(options: PlanOptions): Promise<SitePlan> {
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

async function planOn(cache: ContentCache, options: Planning): Promise<SitePlan> {
  const { at, cacheFile, changes, config, database, log, media, model, render } = options;
  await createLogFollower({ cache, database, log }).catchUp();
  const graph = cache.pages.find('live');
  if (graph === null)
    throw new AppError(
      'not-released',
      'The publisher has to render the site anew before anything can be planned.',
    );
  const { seq } = cache.position();
  const clock = clockValues(at ?? new Date(), config.timeZone);
  const basis = { seq, clock, templateBuild: graph.templateBuild };
  if (!render) {
    const { pages, work } = cache.foresee(changes, clock);
    const planned = pages.map(({ cause, path }) => foreseenPage(path, cause));
    const nothing = { failures: [], redirects: [], deadLinks: [], newlyDead: null, texts: null };
    return { basis, pages: planned, ...nothing, work: workOf(work, pages.length) };
  }
  const build = await templatesOfRelease(graph.templateBuild, options);
  const pool = createRenderPool({ build, cacheFile, model, log, media });
  try {
    const planned = await renderPlan(cache, { build, graph, options, pool, overlay: { changes, clock } });
    assert(planned !== null, 'nobody else writes to the copy');
    return { basis, ...planned };
  } finally {
    await pool.close();
  }
}

function foreseenPage(path: string, cause: string | null): PlannedPage {
  return { change: 'rendered', path, cause: describeCause(cause), hash: null };
}

type Rendering = {
  build: TemplateBuild;
  graph: Graph;
  options: PlanOptions;
  overlay: Overlay;
  pool: RenderPool;
};

async function renderPlan(
  cache: ContentCache,
  { build, graph, options, overlay, pool }: Rendering,
): ReturnType<typeof planOverlay> {
  const { log, onProgress, withTexts = false } = options;
  const sink = { lookUp: () => null, put: async () => '' };
  const order = { cache, withCache: <T>(work: () => Promise<T>) => work(), graph, build, pool, sink, log };
  const progress = onProgress === undefined ? {} : { onProgress };
  // What the publisher has not come to yet is no part of this plan.
  const { failures: earlier } = await renderGraph({ ...order, priority: 'preview', ...progress });
  if (earlier.length > 0) throw renderFailed(earlier);
  return await planOverlay({ cache, graph, build, pool, overlay, inTurn, withTexts, ...progress });
}

/** Nobody else has the copy. */
async function inTurn<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return await work(new AbortController().signal);
}
