import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deleteCacheFile } from '../../content-cache/cache-file.ts';
import { openContentCache } from '../../content-cache/cache.ts';
import type { ContentModel } from '../../model/content-model.ts';
import type { SitePlanner } from '../../model/site-plan.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { readOrCreateInstallation } from '../store/installation.ts';
import { readRenderedBuild } from '../store/releases.ts';
import { createCacheTurns } from './cache-turns.ts';
import { createCacheRenewal } from './cache-renewal.ts';
import { openLedTarget, type LedTarget } from './leadership/open-led-target.ts';
import type { LeasePace } from './leadership/take-lease.ts';
import { createLogFollower } from './follow-log.ts';
import { createIdleWork } from './idle/idle-work.ts';
import type { IdlePace, IdleWork } from './idle/idle-work.ts';
import type { Alarm } from './idle/sample-pages.ts';
import type { PublishingTools, RebuildReason, RebuildScope, RebuildSummary } from './publishing-tools.ts';
import type { RenderProgress } from './plan/render-graph.ts';
import { readPreviewMedia } from './preview-media.ts';
import { readPreviewAsset, renderPreviewPage } from './preview-page.ts';
import type { PreviewAnswer, PreviewFile, PreviewOrder } from './preview-page.ts';
import { createSitePlanner } from './plan/site-planner.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { createPublisherStateFile } from './publisher-state.ts';
import type { Problem, PublisherStatus } from './publisher-status.ts';
import { createProver, type Prover } from './prove-changes.ts';
import { createPublishingLoop, type PublishingLoop } from './publishing-loop.ts';
import type { ReleaseSummary } from './release/make-release.ts';
import type { PublicMedia } from './render/public-media.ts';
import { createRenderers } from './render/renderers.ts';
import { returnMuchMemory } from './return-memory.ts';
import type { Target } from './target/target.ts';
import { createRenderingTeller } from './tell-rendering.ts';
import { openTemplates } from './template-build/open-templates.ts';
import { createReconciliation } from './withhold/apply-withheld.ts';
import { createWakeUps } from './wake-ups.ts';
import { createWithheldRecord } from './withhold/withheld-record.ts';
import { reservedPaths } from './template-build/reserved-paths.ts';

export type PublisherOptions = {
  database: Database;
  model: ContentModel;
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'siteUrl' | 'target'> &
    Partial<Pick<Config, 'linkGate' | 'timeZone'>>;
  log: Log;
  /** The folder with `astro.config.mjs` and `site/`. */
  projectRoot?: string;
  /** Without it no page has a picture or a file of its own. */
  media?: PublicMedia | undefined;
  /** How often to look for what no signal told of. */
  pollMs?: number;
  /** How long one page may take to render. */
  pageTimeoutMs?: number;
  /** How many pages a route may have that are found by following links. */
  linkedPagesMax?: number;
  now?: () => Date;
  /** Whether the templates are built anew whenever they change: while somebody works on them. */
  watch?: boolean;
  /** How long `stop` waits for the running release. */
  stopTimeoutMs?: number;
  /** Told why the templates as they are now are not used, in words for people; null: they can be used again. */
  onTemplateProblem?: ((problem: Problem | null) => void) | undefined;
  /** Told of each release. */
  onReleased?: ((release: ReleaseSummary) => void) | undefined;
  /** Told while pages are rendered for a release. */
  onProgress?: (progress: RenderProgress) => void;
  /** The file of the content cache is not opened but made anew, whatever is wrong with it. */
  freshCache?: boolean;
  /** How often what nobody waits for is done. */
  idlePace?: Partial<IdlePace>;
  /** How long a process that gives no sign of life is waited for. */
  leasePace?: LeasePace;
  /** Told once another process publishes, since this one gave no sign of life: nothing that it does comes to anything any more. */
  onDeposed?: (() => void) | undefined;
};

export type Publisher = {
  /** From now on every publication is released, and new templates are built beside it. Idempotent. */
  start(): void;
  /** Something may have been published. */
  notify(): void;
  /** Something is published within a moment: no rebuild is to keep it waiting. */
  expect: () => void;
  /** Resolves once the templates as they are at the start have been built, or `status` says why they are not used. */
  templatesTried: () => Promise<void>;
  /**
   * Resolves once nothing is left to do for now: visitors see all that is published, with the templates as they are, or `status` says why
   * they do not, or the site is held.
   */
  settled: () => Promise<void>;
  /** Resolves once visitors see this publication; rejects when an attempt to release it failed, which is tried again all the same. */
  publishedUpTo(seq: number): Promise<void>;
  /** Builds the templates if they have changed, and renders every page. Works without `start` too. */
  rebuild(options: { reason: RebuildReason; scope?: RebuildScope }): Promise<RebuildSummary>;
  /**
   * Renders what these changes reach, before they are committed. Throws `template-failed` where that fails. Tells the links that would be dead then and
   * are not now; null where nobody looks, or can tell.
   */
  prove: Prover['prove'];
  foreseeDeadLinks: Prover['foreseeDeadLinks'];
  /** What changes would do to the site. */
  planner: SitePlanner;
  status(): PublisherStatus;
  /** A page on the real templates, with the changes laid over what is published. */
  renderPreview(order: PreviewOrder): Promise<PreviewAnswer>;
  /** A file of the templates; null where they have none of that name. */
  readAsset(asked: { path: string }): Promise<PreviewFile | null>;
  /** The public paths that the templates fill without any entry. */
  reservedPaths(): readonly string[];
  /** Finishes the running release, or abandons it after a time limit; visitors see one release or the other. Idempotent. */
  stop(): Promise<void>;
};

const STOP_TIMEOUT_MS = 10_000;

/** Throws `publisher-busy` while another process publishes to the same target: `request-publisher-job.ts` asks that one. */
export async function createPublisher(options: PublisherOptions): Promise<Publisher> {
  const abort = new AbortController();
  const { led, tools } = await openTools(options, abort);
  const { cache, renderers, target, templates } = tools;
  const alarms = (): readonly Alarm[] => ofPagesThere(tools, idle.status().alarms);
  const { tellState } = createPublisherStateFile({ ...options, templates, alarms });
  const prover = createProver(tools, { looksAtLinks: options.config.linkGate !== 'off' });
  const idle = createIdleWork(tools, { pace: options.idlePace, wake: () => loop.wake() });
  const loop = createPublishingLoop(tools, {
    bystander: idle,
    prover,
    onRound: () => {
      returnMuchMemory();
      tellState('running', loop.problem());
    },
  });
  const wakeUps = createWakeUps({ ...options, wake: loop.wake, refresh: templates.refresh });
  let trying: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | null = null;

  async function stop(): Promise<void> {
    const ended = Promise.all([loop.stop(), idle.stop()]);
    const closed = Promise.allSettled([ended, wakeUps.stop()]);
    await Promise.race([closed, delay(options.stopTimeoutMs ?? STOP_TIMEOUT_MS, undefined, { ref: false })]);
    abort.abort();
    await renderers.close();
    await ended;
    await trying;
    tellState('stopped', loop.problem());
    await tools.withCache(async () => cache.close());
    await led.close();
  }

  return {
    start: () => {
      if (wakeUps.isStarted() || stopping !== null) return;
      wakeUps.start();
      idle.start();
      tellState('running', loop.problem());
      loop.wake();
      trying = templates.tried().then(loop.wake);
    },
    notify: () => {
      if (wakeUps.isStarted()) loop.wake();
    },
    expect: loop.expect,
    templatesTried: () => trying,
    settled: async () => {
      await trying;
      await loop.settled();
    },
    publishedUpTo: loop.publishedUpTo,
    rebuild: async ({ reason, scope = { kind: 'all' } }) => {
      const summary = await loop.rebuild({ reason, scope });
      // Without `start` there is no idle time in which the other tree is put right.
      if (summary.damaged > 0 && !wakeUps.isStarted()) await target.prepare();
      return summary;
    },
    planner: createSitePlanner(tools),
    prove: (changes) => tools.cacheRenewal.guard(() => prover.prove(changes)),
    foreseeDeadLinks: prover.foreseeDeadLinks,
    renderPreview: (order) =>
      tools.cacheRenewal.guard(async () => {
        if (stopping !== null) throw new Error('The publisher has stopped');
        idle.disturb();
        return (await showMedia(tools, order)) ?? (await showPreview(tools, order));
      }),
    readAsset: (asked) => readPreviewAsset(templates.current(), asked),
    reservedPaths: () => reservedPaths(templates.current()),
    status: () => statusOf(tools, { idle, loop, isStopping: stopping !== null }),
    stop: () => (stopping ??= stop()),
  };
}

/** A page that is gone worries nobody any more. */
function ofPagesThere({ cache }: PublishingTools, alarms: readonly Alarm[]): readonly Alarm[] {
  if (alarms.length === 0) return alarms;
  try {
    const graphId = cache.pages.find('live')?.graphId ?? 0;
    return alarms.filter(({ path }) => cache.pages.page(graphId, path) !== null);
  } catch {
    // A content cache that cannot be read says nothing of them.
    return alarms;
  }
}

function statusOf(
  { target, templates, withheld }: PublishingTools,
  { idle, isStopping, loop }: { idle: IdleWork; loop: PublishingLoop; isStopping: boolean },
): PublisherStatus {
  return {
    state: isStopping ? 'stopped' : loop.isReleasing() ? 'publishing' : 'idle',
    live: isStopping ? null : target.position(),
    templateBuild: templates.current().id,
    lastRelease: loop.lastRelease(),
    problem: loop.problem(),
    withheld: withheld.known(),
    templateProblem: templates.problem(),
    idle: idle.status(),
  };
}

async function showMedia(
  { cache, media, templates }: PublishingTools,
  order: PreviewOrder,
): Promise<PreviewAnswer | null> {
  const readMedia = (id: string) => cache.read((answers) => answers.readMedia(id));
  return await readPreviewMedia(order, { build: templates.current(), media, readMedia });
}

async function showPreview(
  { cache, media, renderers, templates, withOverlay }: PublishingTools,
  order: PreviewOrder,
): Promise<PreviewAnswer> {
  return await withOverlay(async (signal) => {
    const basis = { ...cache.position(), clock: cache.clock() };
    const build = templates.current();
    const renderer = renderers.forDrafts(build);
    return await renderPreviewPage(order, { basis, build, renderer, media, signal, ask: cache.read });
  });
}

/** The target first: it is the lock under which everything else is touched. */
async function openTools(
  options: PublisherOptions,
  abort: AbortController,
): Promise<{ led: LedTarget; tools: PublishingTools }> {
  const { config, database, leasePace: pace, log, onDeposed } = options;
  const { signal } = abort;
  const onLost = (): void => {
    abort.abort();
    onDeposed?.();
  };
  const led = await openLedTarget(config.target, { database, log, signal, pace, onLost });
  try {
    return { led, tools: await arrangeTools(options, { led, signal }) };
  } catch (error) {
    await led.close();
    throw error;
  }
}

async function arrangeTools(
  options: PublisherOptions,
  { led: { database, target }, signal }: { led: LedTarget; signal: AbortSignal },
): Promise<PublishingTools> {
  const { config, log, media, model, pageTimeoutMs } = options;
  const { dataDir, siteUrl } = config;
  const cacheFile = join(dataDir, 'content-cache.sqlite');
  const { templateKey } = await readOrCreateInstallation(database, { now: new Date().toISOString() });
  const projectRoot = options.projectRoot ?? PROJECT_ROOT;
  const templates = await openTemplates({
    projectRoot,
    dataDir,
    siteUrl,
    templateKey,
    log,
    signal,
    isWatched: options.watch === true,
    onProblem: options.onTemplateProblem,
    provenId: await readProvenBuild(database, target),
  });
  if (options.freshCache === true) deleteCacheFile(cacheFile);
  const cache = openContentCache({ file: cacheFile, model });
  const turns = createCacheTurns();
  const renderers = createRenderers({
    cacheFile,
    model,
    log,
    media,
    ...(pageTimeoutMs !== undefined && { pageTimeoutMs }),
  });
  const tools: PublishingTools = {
    database,
    log,
    target,
    templates,
    cache,
    follower: createLogFollower({ cache, database, log }),
    renderers,
    media,
    ...turns,
    cacheRenewal: createCacheRenewal({ cache, log, renderers, ...turns }),
    now: options.now ?? (() => new Date()),
    timeZone: config.timeZone ?? 'UTC',
    askedGraph: { id: null },
    linkedPagesMax: options.linkedPagesMax,
    candidateWork: { pagesRendered: 0, renderMs: 0, timesStuck: 0 },
    rendering: createRenderingTeller({ database, log, target: target.name, onProgress: options.onProgress }),
    onReleased: options.onReleased,
    withheld: createWithheldRecord(database),
    reconcile: () => reconcile(),
  };
  const reconcile = createReconciliation(tools);
  return tools;
}

/** After a rollback the target shows pages of older templates; what is published goes on with those of before it. */
async function readProvenBuild(database: Database, target: Target): Promise<string | undefined> {
  const at = target.position();
  if (at === null) return undefined;
  const order = { target: target.name, upTo: at.releaseNumber };
  return (await readRenderedBuild(database.db, order)) ?? at.templateBuild;
}
