import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { normalizePath } from '../../model/public-path.ts';
import { openContentCache } from '../../content-cache/cache.ts';
import type { PublicationChange } from '../../model/publication.ts';
import type { SitePlanner } from '../../model/site-plan.ts';
import { readOrCreateInstallation } from '../store/installation.ts';
import { clockValues } from '../../content-cache/clock.ts';
import { createLogFollower } from './follow-log.ts';
import { isMediaPath, readPreviewMedia } from './preview-media.ts';
import { readPreviewAsset, renderPreviewPage } from './preview-page.ts';
import type { PreviewAnswer, PreviewFile, PreviewOrder } from './preview-page.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { PublisherOptions } from './publisher.ts';
import { redirectPathsOf, refuseHiddenRedirects } from './plan/hidden-redirects.ts';
import { planPublication } from './plan/plan-publication.ts';
import { proofFailed } from './plan/render-failed.ts';
import type { RenderBasis } from './render/protocol.ts';
import type { RenderPool } from './render/render-pool.ts';
import { createRenderers } from './render/renderers.ts';
import { openTemplates } from './template-build/open-templates.ts';
import type { TemplateBuild } from './template-build/template-build.ts';
import { reservedPaths } from './template-build/reserved-paths.ts';

export type Previewer = {
  /** A page on the real templates, with the changes laid over what is published. */
  renderPreview(order: PreviewOrder): Promise<PreviewAnswer>;
  /** A file of the templates; null where they have none of that name. */
  readAsset(asked: { path: string }): Promise<PreviewFile | null>;
  /** Renders the pages of the entries themselves, and what stands at the paths of redirects; the process that publishes knows which others they reach, and where they lead. */
  prove: (changes: readonly PublicationChange[]) => Promise<null>;
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

  return {
    renderPreview: async (order) => (await showMedia(order)) ?? (await showPage(order)),
    readAsset: (asked) => readPreviewAsset(templates.current(), asked),
    prove: (changes) =>
      inTurn((basis, build) => prove(changes, { basis, build, renderer: renderers.forDrafts(build) })),
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

type Proving = { basis: RenderBasis; build: TemplateBuild; renderer: RenderPool };

async function prove(
  changes: readonly PublicationChange[],
  { basis, build, renderer }: Proving,
): Promise<null> {
  const paths = [...changes.flatMap(entryPathOf), ...redirectPathsOf(changes)];
  const results = await renderer.renderPages({ basis, paths, overlay: changes });
  const failures = results.filter((result) => result.kind === 'failed');
  if (failures.length > 0) throw proofFailed(failures);
  refuseHiddenRedirects(changes, results, { build });
  return null;
}

function entryPathOf(change: PublicationChange): string[] {
  if (change.kind !== 'publish' || change.entry.path === null) return [];
  const path = normalizePath(change.entry.path);
  return path === null ? [] : [path];
}
