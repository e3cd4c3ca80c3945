import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openContentCache, type ContentCache } from '../../../content-cache/cache.ts';
import type { DirtyPage, Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { ClockValues, LogPosition, PublicationChange } from '../../../model/publication.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { createLogFollower } from '../follow-log.ts';
import { renderGraph, type RenderProgress } from '../plan/render-graph.ts';
import { assetTest, staticPathsOf } from '../plan/static-paths.ts';
import { describePage, type PageToStore } from '../plan/store-results.ts';
import { assetFileOf } from '../release/compare-files.ts';
import { publicPathOf, targetFileOf } from '../release/public-files.ts';
import type { FailedPage } from '../render/protocol.ts';
import type { PublicMedia } from '../render/public-media.ts';
import { createRenderPool, type RenderPool } from '../render/render-pool.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import type { ExpectedFile } from './compare-tree.ts';
import { sha256 } from './hash-tree.ts';

/** The site made from nothing but the database and the templates: a content cache of its own, workers of its own. */
export type FreshSite = {
  /** Fills the content cache, in place of what was in it. */
  fill(): Promise<LogPosition>;
  /** Lays over it what is not public yet. */
  amend(changes: readonly PublicationChange[]): void;
  renderAll(order: RenderAll): Promise<{ pagesRendered: number; failures: readonly FailedPage[] }>;
  /** These pages alone, bytes included. */
  renderPaths(order: RenderPaths): Promise<{ pages: PageToStore[]; failures: FailedPage[] }>;
  /** What `renderAll` has made, and what the template build brings along. */
  expectedFiles(build: TemplateBuild): Map<string, ExpectedFile>;
  /** Whether anything leads to the page; true of all where only some were rendered. */
  isReached(path: string): boolean;
  hasMedia(id: string): boolean;
  close(): Promise<void>;
};

type FromTemplates = { build: TemplateBuild; clock: ClockValues };
type RenderAll = FromTemplates & { seed: string; onProgress?: (progress: RenderProgress) => void };
type RenderPaths = FromTemplates & { paths: readonly string[] };

type Options = { database: Database; model: ContentModel; log: Log; media?: PublicMedia | undefined };

export function openFreshSite({ database, log, media, model }: Options): FreshSite {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-verify-'));
  const cacheFile = join(folder, 'content-cache.sqlite');
  const cache = openContentCache({ file: cacheFile, model });
  const pools = new Map<string, RenderPool>();
  let graph: Graph | null = null;

  function poolOf(build: TemplateBuild): RenderPool {
    const pool = pools.get(build.id) ?? createRenderPool({ build, cacheFile, model, log, media });
    pools.set(build.id, pool);
    return pool;
  }

  return {
    fill: async () => (await createLogFollower({ cache, database, log }).catchUp()).position,
    amend: (changes) => void cache.amend(changes),
    renderAll: async ({ build, clock, onProgress, seed }) => {
      cache.setClock(clock);
      const begun = beginGraph(cache, { build, seed });
      graph = begun;
      return await renderGraph({
        cache,
        withCache: (work) => work(),
        graph: begun,
        build,
        pool: poolOf(build),
        // Hashes are all that is kept: the bytes of a page that differs are rendered once more.
        sink: {
          lookUp: () => null,
          put: async (content) => ('bytes' in content ? sha256(content.bytes) : content.hash),
        },
        media,
        priority: 'rebuild',
        log,
        ...(onProgress !== undefined && { onProgress }),
      });
    },
    renderPaths: async ({ build, clock, paths }) => {
      cache.setClock(clock);
      return await renderPaths({ build, cache, paths, pool: poolOf(build) });
    },
    expectedFiles: (build) => expectedFiles(build, graph === null ? [] : cache.pages.pages(graph.graphId)),
    isReached: (path) => graph === null || cache.pages.page(graph.graphId, path) !== null,
    hasMedia: (id) => cache.read((answers) => answers.readMedia(id) !== null),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      cache.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its roots in an order that follows from the seed: a page that depended on what was rendered before it would show. */
function beginGraph(cache: ContentCache, { build, seed }: { build: TemplateBuild; seed: string }): Graph {
  return cache.write(() => {
    const staticPaths = staticPathsOf(build);
    const graph = cache.pages.begin('live', { templateBuild: build.id, staticPaths });
    const { revision } = cache.position();
    const roots = [...new Set([...staticPaths, ...cache.pages.contentRoots()])];
    for (const path of shuffled(roots, seed)) cache.pages.refreshRoot(graph, path, revision);
    return graph;
  });
}

function shuffled(paths: readonly string[], seed: string): string[] {
  return paths
    .map((path) => ({ path, place: sha256(Buffer.from(`${seed} ${path}`)) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ path }) => path);
}

type PathsToRender = {
  build: TemplateBuild;
  cache: ContentCache;
  paths: readonly string[];
  pool: RenderPool;
};

async function renderPaths({
  build,
  cache,
  paths,
  pool,
}: PathsToRender): Promise<{ pages: PageToStore[]; failures: FailedPage[] }> {
  const basis = { ...cache.position(), clock: cache.clock() };
  const results = await pool.renderPages({ basis, paths, priority: 'rebuild' });
  const storing = { build, cache, isAsset: assetTest(build) };
  const failures = results.filter((result) => result.kind === 'failed');
  const pages = cache.write(() =>
    results.flatMap((result) =>
      result.kind === 'failed' ? [] : [describePage(result, pageAt(result.path), storing)],
    ),
  );
  return { pages, failures };
}

/** Of no graph. */
function pageAt(path: string): DirtyPage {
  return { pageId: 0, path, dirtySince: 0, cause: null, isNew: true };
}

function expectedFiles(build: TemplateBuild, pages: Iterable<PageRow>): Map<string, ExpectedFile> {
  const expected = new Map<string, ExpectedFile>();
  for (const asset of build.assets)
    expected.set(asset.file, { ...assetFileOf(asset), path: publicPathOf(asset.file) });
  for (const page of pages) {
    const file = targetFileOf(page);
    if (file !== null && page.file !== null) expected.set(page.file, { ...file, path: page.path });
  }
  return expected;
}
