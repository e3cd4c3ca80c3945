import type { Foreseen } from '../../content-cache/cache.ts';
import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink } from '../../model/site-plan.ts';
import { LED_TO_MAX, PROVEN_PAGES_MAX, PROVEN_PAGE_TIMEOUT_MS } from './proof-limits.ts';
import { foreseeDeadLinks, onceCaughtUp, type Look } from './foresee-dead-links.ts';
import { leftPathsOf, lookCloser, pathsTaking } from './look-closer.ts';
import { createPlaceTest, failureOf } from './plan/file-conflicts.ts';
import { redirectPathsOf, redirectTargetsOf, refuseHiddenRedirects } from './plan/hidden-redirects.ts';
import { describeOutcome } from './plan/page-file.ts';
import { proofFailed } from './plan/render-failed.ts';
import { assetTest } from './plan/static-paths.ts';
import { leadsOf } from './plan/store-results.ts';
import type { PublishingTools } from './publishing-tools.ts';
import type { PageResult, RenderedPage } from './render/protocol.ts';

/** The pages that changes reach, rendered before the changes are committed. */
export type Prover = {
  /**
   * Throws `template-failed` where one of the pages cannot be rendered, and `path-reserved` where a redirect would not be shown: then the
   * changes must not enter the log. Tells the links that would be dead then and are not now; null where nobody looks, or can tell.
   */
  prove: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** The same links of changes that nothing may stand in the way of: it throws nothing, renders what leads to the pages that go, and is brief. */
  foreseeDeadLinks: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** What was rendered for exactly this; nothing where it was something else. */
  take: (foreseen: Foreseen | null) => ProvenPages;
  /** What was rendered is not used any more, since its bytes are gone from the target. */
  forget(): void;
};

export type ProvenPages = ReadonlyMap<string, RenderedPage>;

type Proof = { foreseen: Foreseen; pages: ProvenPages } & Look;

type ProverOptions = { looksAtLinks: boolean };

export function createProver(tools: PublishingTools, { looksAtLinks }: ProverOptions): Prover {
  let last: Proof | null = null;
  return {
    prove: async (changes) => {
      const prove = async (): Promise<Proof | null> =>
        (last = await tools.withOverlay((signal) => proofOf(tools, { changes, signal, looksAtLinks })));
      return await onceCaughtUp(tools, prove);
    },
    foreseeDeadLinks: async (changes) => (looksAtLinks ? await foreseeDeadLinks(tools, changes) : null),
    take: (foreseen) => {
      const proof = last;
      last = null;
      return proof !== null && proof.foreseen === foreseen ? proof.pages : new Map();
    },
    forget: () => {
      last = null;
    },
  };
}

type Proving = { changes: readonly PublicationChange[]; signal: AbortSignal; looksAtLinks: boolean };

async function proofOf(
  tools: PublishingTools,
  { changes, looksAtLinks, signal }: Proving,
): Promise<Proof | null> {
  const { cache, renderers, templates } = tools;
  const build = templates.current();
  const graph = cache.pages.find('live');
  // Before the first release there is nothing that a page could be compared with.
  if (graph?.templateBuild !== build.id) return null;
  const { revision, ...position } = cache.position();
  const basis = { ...position, revision, clock: cache.clock() };
  const pool = renderers.forReleases(build);
  const isAsset = assetTest(build);
  const pages = new Map<string, RenderedPage>();
  const known = new Set<string>();
  const findTaken = createPlaceTest(cache, { build, graphId: graph.graphId });
  const taking = pathsTaking({ cache, graph, changes });
  const foreseen = cache.foresee(changes);
  const isNowhere = (path: string): boolean => cache.pages.page(graph.graphId, path) === null;
  let paths = [
    ...new Set([
      ...redirectPathsOf(changes),
      ...leftPathsOf(changes),
      ...taking,
      ...redirectTargetsOf(changes).filter((path) => isNowhere(path) && !isAsset(path)),
      ...foreseen.pages.map(({ path }) => path),
    ]),
  ];
  const mayMove = new Set(paths);
  const render = async (asked: readonly string[]): Promise<RenderedPage[]> => {
    const results = await pool.renderPages({
      basis,
      paths: asked,
      overlay: changes,
      signal,
      pageTimeoutMs: PROVEN_PAGE_TIMEOUT_MS,
      // Whatever fails here is met again by the release.
      onPage: (result) => void putAhead(tools, result).catch(() => undefined),
    });
    const failures = results.flatMap((result) => failureOf(result, { build, findTaken, mayMove }) ?? []);
    if (failures.length > 0) throw proofFailed(failures);
    refuseHiddenRedirects(changes, results, { build, findTaken: (page) => findTaken(page, { mayMove }) });
    const rendered = results.filter((result): result is RenderedPage => result.kind === 'rendered');
    for (const page of rendered) pages.set(page.path, page);
    return rendered;
  };
  for (let pagesMax = PROVEN_PAGES_MAX; paths.length > 0; pagesMax = PROVEN_PAGES_MAX + LED_TO_MAX) {
    const asked = paths.slice(0, pagesMax - known.size);
    if (asked.length === 0) break;
    for (const path of asked) known.add(path);
    // A page that is there for the first time leads to others.
    const links = new Set(
      (await render(asked)).flatMap((page) => {
        const leads = leadsOf(page, isAsset);
        return cache.pages.leadsAsBefore(graph.graphId, page.path, leads) ? [] : leads.links;
      }),
    );
    paths = [...links].filter((path) => !known.has(path) && isNowhere(path));
  }
  const looking = { cache, graph, build, isAsset, changes, rendered: pages };
  const deadLinks = looksAtLinks ? await lookCloser(looking, { taking, render }) : null;
  return { foreseen, pages, seq: position.seq, deadLinks };
}

/** Compressed and on its way to the disk while others are rendered. */
async function putAhead({ media, target, templates }: PublishingTools, result: PageResult): Promise<void> {
  if (result.kind === 'failed') return;
  const { base, siteUrl } = templates.current();
  const outcome = describeOutcome(result, siteUrl, base);
  if (outcome.kind !== 'page' || outcome.page.location !== null) return;
  const { contentType, file } = outcome.page;
  const { bytes, hash } = result;
  if (target.lookUp(file)?.hash === hash) return;
  if (bytes !== null) await target.put({ bytes, contentType, hash });
  else if (media !== undefined) await target.put({ open: () => media.open(hash), contentType, hash });
}
