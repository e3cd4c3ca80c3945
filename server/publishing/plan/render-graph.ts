import type { Bulk } from '../../../content-cache/cache-file.ts';
import type { ContentCache } from '../../../content-cache/cache.ts';
import type { DirtyPage, Graph } from '../../../content-cache/pages/page-facts.ts';
import type { Log } from '../../log.ts';
import type { FailedPage, PageResult, RenderBasis, RenderedPage } from '../render/protocol.ts';
import type { PublicMedia } from '../render/public-media.ts';
import type { RenderPool, RenderPriority } from '../render/render-pool.ts';
import { placeOf } from '../release/public-files.ts';
import type { TargetContent, TargetFile, TargetPlace } from '../target/target.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { createPlaceTest, type PlaceTest } from './file-conflicts.ts';
import { createBudgetTest } from './page-budget.ts';
import { assetTest } from './static-paths.ts';
import { describePage, rowOf, type PageToStore, type Storing } from './store-results.ts';

/** Where the bytes of pages go. */
export type PageSink = {
  /** What is public under this name. */
  lookUp(file: string): TargetFile | null;
  put: (content: TargetContent, place?: TargetPlace) => Promise<string>;
};

export type GraphToRender = {
  cache: ContentCache;
  withCache: <T>(work: () => Promise<T>) => Promise<T>;
  graph: Graph;
  build: TemplateBuild;
  pool: RenderPool;
  sink: PageSink;
  /** Where the bytes of media are; without it no page has any. */
  media?: Pick<PublicMedia, 'open'> | undefined;
  priority: RenderPriority;
  log: Log;
  /** Asked every few pages: true ends the work early, for somebody more urgent. */
  isInterrupted?: () => boolean;
  /** Ends it in the middle of a page. */
  until?: AbortSignal;
  /** Rendered already, at exactly this state of the content. */
  proven?: ReadonlyMap<string, RenderedPage>;
  /** Takes pages over from elsewhere; returns those that are to be rendered. */
  adopt?: (batch: readonly DirtyPage[]) => DirtyPage[];
  onProgress?: (progress: RenderProgress) => void;
  /** How many pages a route may have that are found by following links. */
  linkedPagesMax?: number | undefined;
  /** These stay as they are, out of date or not. */
  skip?: ReadonlySet<string>;
  /** From here on it is given up. */
  failuresMax?: number;
};

export type RenderProgress = { rendered: number; left: number };

export type GraphRendered = {
  pagesRendered: number;
  /** How many of them had been rendered before the publication was committed. */
  pagesProven: number;
  /** What could not be rendered and is still asked for. */
  failures: readonly FailedPage[];
  /** False where it was interrupted. */
  isClean: boolean;
  /** Once the sink has all bytes: to be awaited before a release names them. A failure that nobody has awaited yet takes nothing down. */
  written: Promise<unknown>;
};

/** Few enough to hold their bytes in memory, enough to keep the workers busy while they are written. */
const PAGES_PER_BATCH = 128;
/** A broken layout breaks every page: from here on more of them tell nothing new. */
export const FAILURES_MAX = 20;

/** The workers render one batch while the other one is stored. */
const BATCHES_IN_FLIGHT = 2;

/** Renders every page of the graph that is out of date, and those that this leads to. */
export async function renderGraph(order: GraphToRender): Promise<GraphRendered> {
  const { cache, graph } = order;
  const bulk = cache.pages.countDirty(graph.graphId) > PAGES_PER_BATCH ? cache.beginBulk() : null;
  try {
    return await renderBatches(order, bulk);
  } finally {
    bulk?.end();
  }
}

async function renderBatches(order: GraphToRender, bulk: Bulk | null): Promise<GraphRendered> {
  const { cache, failuresMax = FAILURES_MAX, graph, withCache } = order;
  const failed = new Map<string, FailedPage>();
  const flying: Flight[] = [];
  const storing = storingOf(order);
  let pagesRendered = 0;
  let pagesProven = 0;
  let isInterrupted = false;
  let hasRetried = false;
  let writing: Promise<unknown> = Promise.resolve();
  const removeUnreachable = async (): Promise<void> => {
    if (!cache.pages.hasSuspects(graph)) return;
    await withCache(async () => cache.write(() => cache.pages.removeUnreachable(graph)));
  };
  await removeUnreachable();
  for (;;) {
    const isLogLong = bulk?.isLogLong() === true;
    if (isLogLong && flying.length === 0) await withCache(async () => bulk?.mergeLog());
    const inFlightMax = isLogLong && flying.length > 0 ? 0 : BATCHES_IN_FLIGHT;
    while (flying.length < inFlightMax && failed.size < failuresMax && !isInterrupted) {
      const found = nextBatch(order, { failed, flying });
      if (found.length === 0) break;
      isInterrupted = order.isInterrupted?.() === true;
      if (!isInterrupted) flying.push(...(await takeOff(order, found)));
    }
    const flight = flying.shift();
    if (flight === undefined) {
      if (hasRetried || isInterrupted || !forgetTakenNames(failed)) break;
      hasRetried = true;
      continue;
    }
    const results = await flight.results;
    isInterrupted ||= order.until?.aborted === true || results.length < flight.batch.length;
    pagesRendered += results.length;
    pagesProven += results.filter(({ path }) => order.proven?.has(path) === true).length;
    await writing;
    const { failures, pages } = await withCache(async () => storeBatch(order, { flight, results, storing }));
    for (const failure of failures) failed.set(failure.path, failure);
    writing = putBytes(order, pages);
    // A failure while the next batch renders is met when it is awaited.
    writing.catch(() => undefined);
    order.onProgress?.({ rendered: pagesRendered, left: cache.pages.countDirty(graph.graphId) });
  }
  const rendered = { pagesRendered, pagesProven, written: writing };
  if (isInterrupted) return { ...rendered, failures: [], isClean: false };
  if (pagesRendered > 0) await removeUnreachable();
  const failures = [...failed.values()].filter(({ path }) => cache.pages.page(graph.graphId, path) !== null);
  return { ...rendered, failures, isClean: failures.length === 0 };
}

/** Whoever had the name may have given it up since. False where there is no such page. */
function forgetTakenNames(failed: Map<string, FailedPage>): boolean {
  const taken = [...failed.values()].filter(({ error }) => error.reason === 'name-taken');
  for (const { path } of taken) failed.delete(path);
  return taken.length > 0;
}

/** Pages that are being rendered, all at one state of the content. */
type Flight = { batch: readonly DirtyPage[]; revision: number; results: Promise<PageResult[]> };

/** None where all of them could be taken over from elsewhere. */
async function takeOff(order: GraphToRender, found: DirtyPage[]): Promise<Flight[]> {
  const { adopt, cache, withCache } = order;
  const batch = adopt === undefined ? found : await withCache(async () => adopt(found));
  if (batch.length === 0) return [];
  const basis = { ...cache.position(), clock: cache.clock() };
  const results = renderBatch(order, { batch, basis });
  // Whoever waits for it meets a failure; until then it is nobody's.
  results.catch(() => undefined);
  return [{ batch, revision: basis.revision, results }];
}

async function renderBatch(
  { isInterrupted, pool, priority, proven, until }: GraphToRender,
  { basis, batch }: { batch: readonly DirtyPage[]; basis: RenderBasis },
): Promise<PageResult[]> {
  const missing = batch.filter(({ path }) => proven?.has(path) !== true).map(({ path }) => path);
  const pages = { basis, paths: missing, priority, isInterrupted, ...(until && { until }) };
  const rendered = missing.length === 0 ? [] : await pool.renderPages(pages);
  const results = new Map(rendered.map((result) => [result.path, result]));
  return batch.flatMap(({ path }) => proven?.get(path) ?? results.get(path) ?? []);
}

function storingOf({ build, cache, graph }: GraphToRender): GraphStoring {
  const findTaken = createPlaceTest(cache, { build, graphId: graph.graphId });
  return { build, cache, isAsset: assetTest(build), findTaken };
}

type GraphStoring = Storing & { findTaken: PlaceTest };

/** Pages that failed stay out of date, and are not tried again in this round. */
function nextBatch(
  { cache, graph, skip = new Set() }: GraphToRender,
  { failed, flying }: { failed: ReadonlyMap<string, FailedPage>; flying: readonly Flight[] },
): DirtyPage[] {
  const inFlight = new Set(flying.flatMap(({ batch }) => batch.map(({ pageId }) => pageId)));
  const limit = PAGES_PER_BATCH + failed.size + skip.size + inFlight.size;
  const dirty = cache.pages.nextDirty(graph.graphId, limit);
  const isFree = ({ pageId, path }: DirtyPage): boolean =>
    !inFlight.has(pageId) && !failed.has(path) && !skip.has(path);
  return dirty.filter(isFree).slice(0, PAGES_PER_BATCH);
}

type Stored = { pages: PageToStore[]; failures: FailedPage[] };
type Batch = { flight: Flight; results: readonly PageResult[]; storing: GraphStoring };

/** The bytes follow: a page whose bytes are lost on the way is out of date again when the cache is opened. */
function storeBatch(order: GraphToRender, { flight, results, storing }: Batch): Stored {
  const { cache, graph, log } = order;
  const { batch, revision } = flight;
  return cache.write(() => {
    const failures: FailedPage[] = [];
    const pages: PageToStore[] = [];
    const findExcess = createBudgetTest(cache, { ...order, graphId: graph.graphId });
    const store = cache.pages.storer(graph);
    const pageOf = new Map(batch.map((page) => [page.path, page]));
    for (const result of results) {
      const page = pageOf.get(result.path);
      if (page === undefined) continue;
      if (result.kind === 'failed') {
        failures.push(result);
        continue;
      }
      const described = describePage(result, page, storing);
      const { file, route } = described;
      const refused =
        file &&
        (storing.findTaken({ file: file.file, path: page.path }) ?? findExcess({ path: page.path, route }));
      if (refused !== null) {
        failures.push(refused);
        continue;
      }
      pages.push(described);
      const { contradicted } = store(page, { revision, ...described });
      for (const readId of contradicted) {
        log.error({ path: page.path, readId }, 'a page was given another answer than the one on record');
        cache.pages.dirtyBehind(readId, { revision, cause: 'an answer was not the one on record' });
      }
    }
    return { pages, failures };
  });
}

/** Bytes that are public under this name already are not handed over again. */
async function putBytes(
  { media, sink }: Pick<GraphToRender, 'media' | 'sink'>,
  pages: readonly PageToStore[],
): Promise<void> {
  await Promise.all(
    pages.map(async (page) => {
      const place = placeOf(rowOf(page));
      if (place === null) return;
      const { bytes } = page;
      const { contentType, hash } = place.now;
      const live = sink.lookUp(place.file);
      if (live?.hash === hash && live.contentType === contentType) return;
      if (bytes !== null) await sink.put({ bytes, contentType, hash }, place);
      else if (media !== undefined)
        await sink.put({ open: () => media.open(hash), contentType, hash }, place);
    }),
  );
}
