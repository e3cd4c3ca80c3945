import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { normalizePath } from '../../model/public-path.ts';
import { openCacheView, type CacheView } from '../../content-cache/cache-view.ts';
import { openContentCache, type ContentCache } from '../../content-cache/cache.ts';
import type { PublicationChange } from '../../model/publication.ts';
import type { DeadLink, SitePlanner } from '../../model/site-plan.ts';
import { readOrCreateInstallation } from '../store/installation.ts';
import { clockValues } from '../../content-cache/clock.ts';
import type { Log } from '../log.ts';
import { createLogFollower } from './follow-log.ts';
import { inShort, onceCaughtUp, type Look } from './foresee-dead-links.ts';
import { leftPathsOf } from './look-closer.ts';
import { lookBeside, type LookingBeside } from './look-beside.ts';
import { isMediaPath, readPreviewMedia } from './preview-media.ts';
import { readPreviewAsset, renderPreviewPage } from './preview-page.ts';
import type { PreviewAnswer, PreviewFile, PreviewOrder } from './preview-page.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { PublisherOptions } from './publisher.ts';
import { redirectPathsOf, refuseHiddenRedirects } from './plan/hidden-redirects.ts';
import { planPublication } from './plan/plan-publication.ts';
import { proofFailed } from './plan/render-failed.ts';
import type { PageResult, RenderBasis } from './render/protocol.ts';
import { createRenderers, type Renderers } from './render/renderers.ts';
import { openTemplates } from './template-build/open-templates.ts';
import type { TemplateBuild } from './template-build/template-build.ts';
import { reservedPaths } from './template-build/reserved-paths.ts';

export type Previewer = {
  /** A page on the real templates, with the changes laid over what is published. */
  renderPreview(order: PreviewOrder): Promise<PreviewAnswer>;
  /** A file of the templates; null where they have none of that name. */
  readAsset(asked: { path: string }): Promise<PreviewFile | null>;
  /**
   * Renders the pages of the entries themselves, and what stands at the paths of redirects; the process that publishes knows which others they reach.
   * Tells the links that would be dead then, where both have one data folder.
   */
  prove: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** The same links of changes that nothing may stand in the way of: it throws nothing, and is brief. */
  foreseeDeadLinks: (changes: readonly PublicationChange[]) => Promise<DeadLink[] | null>;
  /** On a copy of the pages of the process that publishes, where both have one data folder. */
  planner: SitePlanner;
  /** The public paths that the templates fill without any entry. */
  reservedPaths(): readonly string[];
  /** Idempotent. */
  stop(): Promise<void>;
};

/** For a process that shows previews and leaves publishing to another one: it has a content cache of its own, and no target. */
export async function createPreviewer(
  options: Omit<PublisherOptions, 'pollMs' | 'stopTimeoutMs'>,
): Promise<Previewer> {
  const { config, database, log, media, model } = options;
  const { templateKey } = await readOrCreateInstallation(database, { now: new Date().toISOString() });
  const { dataDir, siteUrl } = config;
  const projectRoot = options.projectRoot ?? PROJECT_ROOT;
  const templates = await openTemplates({ projectRoot, dataDir, siteUrl, templateKey, log });
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-preview-'));
  const cacheFile = join(folder, 'content-cache.sqlite');
  const cache = openContentCache({ file: cacheFile, model });
  const follower = createLogFollower({ cache, database, log });
  const renderers = createRenderers({ cacheFile, model, log, media });
  // The content cache has one writer, and a draft is written to it in a transaction that is never committed.
  const queue = new PQueue({ concurrency: 1 });
  let stopping: Promise<void> | null = null;

  async function stop(): Promise<void> {
    await renderers.close();
    await queue.onIdle();
    cache.close();
    rmSync(folder, { recursive: true, force: true });
  }

  async function inTurn<T>(work: (basis: RenderBasis, build: TemplateBuild) => Promise<T>): Promise<T> {
    return await queue.add(async () => {
      if (stopping !== null) throw new Error('The previewer has stopped');
      const { position } = await follower.catchUp();
      return await work(
        { ...position, clock: clockValues(new Date(), config.timeZone) },
        templates.current(),
      );
    });
  }

  async function showMedia(order: PreviewOrder): Promise<PreviewAnswer | null> {
    if (!isMediaPath(order.path, templates.current())) return null;
    const build = await inTurn(async (_, current) => current);
    return await readPreviewMedia(order, {
      build,
      media,
      readMedia: (id) => cache.read((answers) => answers.readMedia(id)),
    });
  }

  const showPage = (order: PreviewOrder): Promise<PreviewAnswer> =>
    inTurn(async (basis, build) => {
      const renderer = renderers.forDrafts(build);
      return await renderPreviewPage(order, { basis, build, renderer, media, ask: cache.read });
    });

  const look = createLook(options, { cache, inTurn, renderers });

  return {
    renderPreview: async (order) => (await showMedia(order)) ?? (await showPage(order)),
    readAsset: (asked) => readPreviewAsset(templates.current(), asked),
    prove: (changes) => look(changes, { isRefused: true }),
    foreseeDeadLinks: (changes) => inShort({ log }, (signal) => look(changes, { isRefused: false, signal })),
    planner: {
      basis: () => ({
        seq: cache.position().seq,
        templateBuild: templates.current().id,
        clock: clockValues(new Date(), config.timeZone),
      }),
      plan: async (order) =>
        await planPublication({ database, model, config, log, media, projectRoot, ...order, render: true }),
    },
    reservedPaths: () => reservedPaths(templates.current()),
    stop: () => (stopping ??= stop()),
  };
}

type PreviewTools = {
  cache: ContentCache;
  renderers: Pick<Renderers, 'forDrafts'>;
  inTurn: <T>(work: (basis: RenderBasis, build: TemplateBuild) => Promise<T>) => Promise<T>;
};
type LookOrder = Pick<Proving, 'isRefused'> & { signal?: AbortSignal };
type LinkLook = (changes: readonly PublicationChange[], order: LookOrder) => Promise<DeadLink[] | null>;

function createLook(
  { config, database, log, model }: Omit<PublisherOptions, 'pollMs' | 'stopTimeoutMs'>,
  { cache, inTurn, renderers }: PreviewTools,
): LinkLook {
  const looksAtLinks = config.linkGate !== 'off';
  const file = join(config.dataDir, 'content-cache.sqlite');
  const openView = () => (looksAtLinks ? openCacheView({ file, model }) : null);
  if (looksAtLinks) tellWhatIsSeen(openView, { ...config, log });

  async function lookAtLinks(order: Omit<LookingBeside, 'view'>): Promise<Look | null> {
    let view: CacheView | null = null;
    try {
      view = openView();
      return view && (await lookBeside({ ...order, view }));
    } catch (error) {
      log.warn({ err: error }, 'nobody can tell which links a publication leaves dead');
      return null;
    } finally {
      view?.close();
    }
  }

  return async (changes, { isRefused, signal }) =>
    await onceCaughtUp({ database }, () =>
      inTurn(async (basis, build) => {
        if (!isRefused && (!looksAtLinks || signal?.aborted === true)) return null;
        const render = (paths: readonly string[]) =>
          renderers.forDrafts(build).renderPages({ basis, paths, overlay: changes });
        const rendered = await prove(changes, { isRefused, build, cache, render });
        return await lookAtLinks({ build, cache, changes, clock: basis.clock, render, rendered });
      }),
    );
}

type Proving = {
  build: TemplateBuild;
  cache: ContentCache;
  render: (paths: readonly string[]) => Promise<PageResult[]>;
  /** Whether a page that cannot be rendered stands in the way. */
  isRefused: boolean;
};

/** The pages of the changes as they are going to be, and what is going to be where they were. */
async function prove(
  changes: readonly PublicationChange[],
  { build, cache, isRefused, render }: Proving,
): Promise<PageResult[]> {
  const paths = [
    ...cache.read((answers) => changes.flatMap((change) => pathsOf(change, answers))),
    ...redirectPathsOf(changes),
    ...leftPathsOf(changes),
  ];
  const results = await render([...new Set(paths)]);
  if (!isRefused) return results;
  const failures = results.filter((result) => result.kind === 'failed');
  if (failures.length > 0) throw proofFailed(failures);
  refuseHiddenRedirects(changes, results, { build });
  return results;
}

function pathsOf(change: PublicationChange, answers: ContentCache['answers']): string[] {
  if (change.kind !== 'publish') return [];
  const { id, path } = change.entry;
  return [path, answers.readPath(id)].flatMap((one) => (one === null ? [] : (normalizePath(one) ?? [])));
}

type Seen = { log: Log; dataDir: string };

/** Whoever wants links to be looked at does not learn from publications that nobody looks. No warning: it may just have come up before the other one. */
function tellWhatIsSeen(openView: () => CacheView | null, { dataDir, log }: Seen): void {
  const view = openView();
  view?.close();
  if (view !== null) return;
  log.info(
    `There are no pages in ${dataDir} to look for links in: LINK_GATE finds nothing here until the process that publishes keeps its content cache there. Give both one DATA_DIR.`,
  );
}
