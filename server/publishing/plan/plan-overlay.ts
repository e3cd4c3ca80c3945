import type { ContentCache, Overlay } from '../../../content-cache/cache.ts';
import type { DirtyPage, Graph, PageRow } from '../../../content-cache/pages/page-facts.ts';
import type { StepWork } from '../../../content-cache/step.ts';
import { redirectAddress } from '../../../model/redirect-target.ts';
import type { DeadLink, PlannedRedirect, SitePlan } from '../../../model/site-plan.ts';
import { linksAround, newPart } from '../newly-broken.ts';
import type { FailedPage, PageResult } from '../render/protocol.ts';
import type { RenderPool } from '../render/render-pool.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { describeCause } from './describe-cause.ts';
import { createPlaceTest } from './file-conflicts.ts';
import { createBudgetTest } from './page-budget.ts';
import { planOf, plannedPage, type TouchedFile } from './planned-pages.ts';
import { FAILURES_MAX, type RenderProgress } from './render-graph.ts';
import { assetTest } from './static-paths.ts';
import { describePage } from './store-results.ts';
import { compareTexts } from './text-changes.ts';

export type OverlayPlanning = {
  cache: ContentCache;
  graph: Graph;
  build: TemplateBuild;
  pool: RenderPool;
  overlay: Overlay;
  linkedPagesMax?: number | undefined;
  /** Each piece of the work has the content cache to itself, and nothing has it from the beginning to the end. */
  inTurn: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  withTexts: boolean;
  onProgress?: (progress: RenderProgress) => void;
};

/** Somebody who publishes waits for no more than this. */
const PAGES_IN_A_TURN = 48;

/**
 * What the overlay would do to the pages. What is laid over and what is rendered alternate: in one moment the overlay is laid over the content cache with
 * all that has been rendered so far, and tells which pages are out of date; in the next the workers render those, and so on until none is. So every
 * read is answered as it will be after the publication, at the cost of what changes. Null where the site has moved on meanwhile.
 */
export async function planOverlay(order: OverlayPlanning): Promise<Omit<SitePlan, 'basis'> | null> {
  const { cache, inTurn, onProgress, overlay } = order;
  const { revision } = cache.position();
  const rendered = new Map<string, PageResult>();
  for (;;) {
    const looked = await inTurn(async () =>
      cache.position().revision === revision
        ? cache.layOver(overlay, look(order, { rendered, base: revision }))
        : null,
    );
    if (looked === null) return null;
    if (looked.missing.length === 0 || looked.failures.length >= FAILURES_MAX)
      return await describe(order, { looked, rendered, revision });
    for (let start = 0; start < looked.missing.length; start += PAGES_IN_A_TURN) {
      const paths = looked.missing.slice(start, start + PAGES_IN_A_TURN);
      const results = await renderPaths(order, { paths, revision, isAfter: true });
      if (results === null) return null;
      for (const result of results) rendered.set(result.path, result);
      onProgress?.({ rendered: rendered.size, left: looked.missing.length - start - paths.length });
    }
  }
}

/** At the basis of the plan; null where that is gone. */
async function renderPaths(
  { cache, inTurn, overlay, pool }: OverlayPlanning,
  { isAfter, paths, revision }: { paths: readonly string[]; revision: number; isAfter: boolean },
): Promise<PageResult[] | null> {
  return await inTurn(async (signal) => {
    const position = cache.position();
    if (position.revision !== revision) return null;
    return await pool.renderPages({
      basis: { ...position, clock: isAfter ? overlay.clock : cache.clock() },
      paths,
      priority: 'preview',
      signal,
      ...(isAfter && overlay.changes.length > 0 && { overlay: overlay.changes }),
    });
  });
}

type Looked = {
  step: StepWork;
  missing: readonly string[];
  failures: readonly FailedPage[];
  touched: readonly TouchedFile[];
  after: ReadonlyMap<string, PageRow>;
  redirects: PlannedRedirect[];
  deadLinks: DeadLink[];
};

/** Takes what has been rendered into the pages, as a release does. */
function look(
  order: OverlayPlanning,
  { base, rendered }: { rendered: ReadonlyMap<string, PageResult>; base: number },
): (step: StepWork) => Looked {
  const { cache, graph } = order;
  const { pages } = cache;
  return (step) => {
    pages.clearUnreleased();
    const failed = new Map<string, FailedPage>();
    // What is out of date already is no part of this plan.
    const isDirty = ({ dirtySince, path }: DirtyPage): boolean => dirtySince > base && !failed.has(path);
    const dirty = (): DirtyPage[] =>
      pages.nextDirty(graph.graphId, pages.countDirty(graph.graphId)).filter(isDirty);
    let hasRetried = false;
    for (;;) {
      if (pages.hasSuspects(graph)) pages.removeUnreachable(graph);
      const ready = dirty().filter(({ path }) => rendered.has(path));
      if (ready.length > 0) store(order, { ready, rendered, failed, revision: step.revision });
      else if (hasRetried || !forgetTaken(failed)) break;
      else hasRetried = true;
    }
    const failures = [...failed.values()].filter(({ path }) => pages.page(graph.graphId, path) !== null);
    const touched = pages.unreleased();
    const after = new Map<string, PageRow>();
    for (const { file } of touched) {
      const page = pages.pageOfFile(graph.graphId, file);
      if (page !== null) after.set(file, page);
    }
    const missing = dirty().map(({ path }) => path);
    const deadLinks = missing.length > 0 ? [] : linksAround(cache, graph, rendered);
    return { step, missing, failures, touched, after, redirects: redirectsOf(order), deadLinks };
  };
}

type Storing = {
  ready: readonly DirtyPage[];
  rendered: ReadonlyMap<string, PageResult>;
  failed: Map<string, FailedPage>;
  revision: number;
};

function store(
  { build, cache, graph, linkedPagesMax }: OverlayPlanning,
  { failed, ready, rendered, revision }: Storing,
): void {
  const { graphId } = graph;
  const findTaken = createPlaceTest(cache, { build, graphId });
  const findExcess = createBudgetTest(cache, { build, graphId, linkedPagesMax });
  const put = cache.pages.storer(graph);
  const storing = { build, cache, isAsset: assetTest(build) };
  for (const page of ready) {
    const { path } = page;
    const result = rendered.get(path);
    if (result === undefined) continue;
    if (result.kind === 'failed') {
      failed.set(path, result);
      continue;
    }
    const described = describePage(result, page, storing);
    const { file, route } = described;
    const refused = file && (findTaken({ file: file.file, path }) ?? findExcess({ path, route }));
    if (refused === null) put(page, { revision, ...described });
    else failed.set(path, refused);
  }
}

/** Whoever had the name may have given it up since. */
function forgetTaken(failed: Map<string, FailedPage>): boolean {
  const taken = [...failed.values()].filter(({ error }) => error.reason === 'name-taken');
  for (const { path } of taken) failed.delete(path);
  return taken.length > 0;
}

function redirectsOf({ cache, overlay }: OverlayPlanning): PlannedRedirect[] {
  return overlay.changes.flatMap((change): PlannedRedirect[] => {
    if (change.kind !== 'redirect') return [];
    const { path, status, to } = change.redirect;
    const isOfEntry = to?.kind === 'entry';
    const target = isOfEntry ? cache.answers.readPath(to.entryId) : to && redirectAddress(to);
    return [{ path, status, to: target }];
  });
}

type Described = { looked: Looked; rendered: ReadonlyMap<string, PageResult>; revision: number };

async function describe(
  order: OverlayPlanning,
  { looked, rendered, revision }: Described,
): Promise<Omit<SitePlan, 'basis'> | null> {
  const { cache, graph, withTexts } = order;
  const { after, deadLinks, failures, redirects, step, touched } = looked;
  const planned = await order.inTurn(async () =>
    cache.position().revision !== revision
      ? null
      : {
          files: planOf({
            touched,
            before: (file) => cache.pages.pageOfFile(graph.graphId, file),
            after: (file) => after.get(file) ?? null,
          }),
          deadLinks: deadLinks.map((link) => ({ link, newOn: newPart(cache, graph, link) })),
        },
  );
  if (planned === null) return null;
  const compared = withTexts
    ? await compareTexts(planned.files, {
        rendered,
        renderBefore: (paths) => renderPaths(order, { paths, revision, isAfter: false }),
      })
    : { texts: null };
  if (compared === null) return null;
  return {
    pages: planned.files.map(plannedPage),
    failures: failures.map(({ error, path }) => ({ path, template: error.template, message: error.message })),
    redirects,
    deadLinks: planned.deadLinks.map(({ link, newOn }) => ({ ...named(link), isNew: newOn.from.length > 0 })),
    newlyDead:
      failures.length > 0
        ? null
        : planned.deadLinks.flatMap(({ newOn }) => (newOn.from.length > 0 ? [newOn] : [])),
    texts: compared.texts,
    work: workOf(step, rendered.size),
  };
}

/** For people: a link in the footer is on every page. */
const PAGES_NAMED_MAX = 50;

function named({ from, isCut, ...link }: DeadLink): DeadLink {
  return { ...link, from: from.slice(0, PAGES_NAMED_MAX), isCut: isCut || from.length > PAGES_NAMED_MAX };
}

export function workOf(
  { readsChanged, readsEvaluated, readsLookedUp }: StepWork,
  pagesRendered: number,
): SitePlan['work'] {
  return {
    rowsRead: readsLookedUp,
    readsReevaluated: readsEvaluated,
    readsChanged: readsChanged.flatMap((read) => describeCause(read) ?? []),
    pagesRendered,
  };
}
