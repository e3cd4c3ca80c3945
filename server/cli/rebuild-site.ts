import { join } from 'node:path';
import { z } from 'zod';
import { openCacheView } from '../../content-cache/cache-view.ts';
import { contentModel } from '../../site/content-model.ts';
import { AppError } from '../errors.ts';
import type { RebuildScope, RebuildSummary } from '../publishing/publishing-tools.ts';
import { createPublisher } from '../publishing/publisher.ts';
import { requestPublisherJob } from '../publishing/request-publisher-job.ts';
import { createPublicMedia } from '../public-media.ts';
import type { Cli } from './cli.ts';
import { countOf } from '../count-of.ts';
import { withInstallation } from './open-installation.ts';
import type { Installation } from './open-installation.ts';
import { createProgress } from './progress.ts';

/** As the job for another process has it; empty for every page. */
export type RebuildPayload = { route?: string; path?: string; cache?: true };

export async function rebuildSite(
  cli: Cli,
  { json, payload }: { payload: RebuildPayload; json: boolean },
): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const release = await rebuild(cli, installation, payload);
    cli.print(json ? JSON.stringify(release, null, 2) : describe(release));
  });
}

async function rebuild(cli: Cli, installation: Installation, payload: RebuildPayload): Promise<unknown> {
  cli.note(`Rendering ${describeScope(payload)} …`);
  try {
    return await rebuildHere(cli, installation, payload);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'publisher-busy') throw error;
  }
  cli.note('… in the process that publishes this site.');
  return await rebuildThere(cli, installation, payload);
}

async function rebuildHere(
  cli: Cli,
  { config, database, log }: Installation,
  payload: RebuildPayload,
): Promise<RebuildSummary> {
  const progress = createProgress(cli);
  const publisher = await createPublisher({
    database,
    model: contentModel,
    config,
    log,
    media: createPublicMedia(config),
    freshCache: payload.cache === true,
    onProgress: ({ left, rendered }) => progress.show('rendering', rendered, rendered + left),
  });
  try {
    return await publisher.rebuild({ reason: 'rebuild', scope: scopeOf(payload) });
  } finally {
    progress.end();
    await publisher.stop();
  }
}

/** Its progress is seen from its content cache, where that is in this data folder. */
async function rebuildThere(
  cli: Cli,
  { config, database }: Installation,
  payload: RebuildPayload,
): Promise<Record<string, unknown>> {
  const progress = createProgress(cli);
  const view = openCacheView({ file: join(config.dataDir, 'content-cache.sqlite'), model: contentModel });
  // Of a live site, what is rendered is what was out of date at first.
  let outdated = 0;
  function showProgress(): void {
    const counts = view?.at(() => {
      const candidate = view.pages.find('candidate');
      const graph = candidate ?? view.pages.find('live');
      if (graph === null) return null;
      const left = view.pages.countDirty(graph.graphId);
      if (candidate !== null) return { done: view.pages.countPages(graph.graphId), left };
      outdated = Math.max(outdated, left);
      return { done: outdated - left, left };
    });
    if (counts != null && counts.left > 0) progress.show('rendering', counts.done, counts.done + counts.left);
  }
  try {
    return await requestPublisherJob(database, { kind: 'rebuild', payload, onWait: showProgress });
  } finally {
    progress.end();
    view?.close();
  }
}

function scopeOf({ path, route }: RebuildPayload): RebuildScope {
  if (route !== undefined) return { kind: 'route', route };
  return path === undefined ? { kind: 'all' } : { kind: 'path', path };
}

function describeScope({ path, route }: RebuildPayload): string {
  return path ?? (route === undefined ? 'every page' : `the pages of ${route}`);
}

const releaseSchema = z.object({
  number: z.number(),
  pagesRendered: z.number(),
  created: z.number(),
  changed: z.number(),
  removed: z.number(),
  damaged: z.number(),
  timings: z.record(z.string(), z.number()),
});

function describe(release: unknown): string {
  const { number, pagesRendered, created, changed, removed, damaged, timings } = releaseSchema.parse(release);
  const seconds = Object.values(timings).reduce((sum, ms) => sum + ms, 0) / 1000;
  const pages = countOf(pagesRendered, 'page', 'pages');
  const repaired = damaged === 0 ? '' : `, ${damaged} put right`;
  return `Release ${number}: ${pages} rendered in ${seconds.toFixed(1)} s; files: ${created} new, ${changed} changed, ${removed} removed${repaired}.`;
}
