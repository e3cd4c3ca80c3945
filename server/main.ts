import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import { contentMigrations } from '../site/content-migrations.ts';
import { contentModel } from '../site/content-model.ts';
import { mailLocale, type Mailing } from './accounts/mailing.ts';
import type { ApiDeps } from './api/api-deps.ts';
import { createApi } from './api/create-api.ts';
import { createEventHub } from './api/events/event-hub.ts';
import type { EventHub } from './api/events/event-hub.ts';
import { createPreviewWatch, type PreviewWatch } from './api/preview/preview-watch.ts';
import type { AuthoringContext } from './authoring/authoring-context.ts';
import { describeContentModelState, recordContentModel } from './authoring/content-model-state.ts';
import { expirePresence } from './authoring/expire-presence.ts';
import { indexEntries, startIndexRenewal } from './authoring/index-entries.ts';
import { createScheduler } from './authoring/scheduler.ts';
import { stopReadingMarkdown } from './authoring/read-markdown.ts';
import type { Config } from './config.ts';
import { withDevelopmentSecrets } from './development-secrets.ts';
import { AppError } from './errors.ts';
import { createJobHandlers } from './job-handlers.ts';
import { createJobEngine } from './jobs/create-job-engine.ts';
import type { Log } from './log.ts';
import { createAccountMail } from './mail/account-mail.ts';
import { directAddressOf } from './media/direct-address.ts';
import { mediaPlaceOf } from './media/media-place.ts';
import { createAuditSealer } from './operations/audit-sealer.ts';
import type { PublisherSeen } from './operations/doctor/check-publishing.ts';
import { joinEnvironment } from './operations/environments-apart.ts';
import { examineHealth } from './operations/health.ts';
import { createMetrics, type Metrics } from './operations/metrics/create-metrics.ts';
import type { PublishingState } from './operations/metrics/publishing-metrics.ts';
import { describeHeldSite } from './operations/held-site.ts';
import type { HeldSite } from './operations/held-site.ts';
import { checkReadiness, checkReleased } from './operations/readiness.ts';
import type { Readiness } from './operations/readiness.ts';
import { openPublishing, type PublishingParts, type Role, type Stage } from './open-publishing.ts';
import { createPublicMedia } from './public-media.ts';
import { createSitePages } from './publishing/look-at-pages.ts';
import type { Problem, PublishingProblem } from './publishing/publisher-status.ts';
import { hasLeader } from './operations/installation-status.ts';
import { readPublishingStatus, seePublisher } from './publishing/read-publisher.ts';
import type { Publisher } from './publishing/publisher.ts';
import { createHealthApp } from './serving/create-health-app.ts';
import { createWebApp } from './serving/create-web-app.ts';
import { listen } from './serving/http-server.ts';
import { createMetricsPage } from './serving/metrics-page.ts';
import type { HttpServer } from './serving/http-server.ts';
import type { Shutdown } from './shutdown.ts';
import { keepCdn } from './store/cdn-purges.ts';
import { signalCommits } from './store/commit-signal.ts';
import { openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
import { assertSchemaCurrent } from './store/migrate.ts';

export type ProcessOptions = {
  config: Config;
  log: Log;
  roles: readonly Role[];
  /** Runs on the open database before anything reads from it. */
  prepare: (context: AuthoringContext) => Promise<void>;
  /** Told at the end of each step of the start. */
  onStage?: ((stage: Stage) => void) | undefined;
  /** Told in what the content model is not the one that the content is of. */
  onContentModel?: ((difference: string) => void) | undefined;
  /** Told why the templates as they are now are not used; null: they can be used again. */
  onTemplateProblem?: ((problem: Problem | null) => void) | undefined;
  /** Told once another process publishes, since this one gave no sign of life: it is of no more use. */
  onDeposed?: (() => void) | undefined;
  /** Filled as parts come up, so that a start can be broken off too. */
  shutdown: Shutdown;
};

export type Running = {
  port: number;
  addresses: Addresses;
  database: Database;
  /** Why visitors do not see all that is published. It is tried again. */
  problem: PublishingProblem | null;
  /** Where the site stays for now, after a rollback. */
  held: HeldSite | null;
};

export type Addresses = { site: string; admin: string; apiDocs: string };

/**
 * Where all parts are put together. Health answers from the first moment, everything else once it can; but a process that is web alone may be one of
 * several behind a proxy, which sends requests to whoever listens: that one listens once it can answer.
 */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  options.shutdown.add('markdown', stopReadingMarkdown);
  try {
    return await startParts(options);
  } catch (error) {
    await options.shutdown.run();
    throw error;
  }
}

/** What content is here, and how content of before becomes that. */
const SITE = { model: contentModel, migrations: contentMigrations, now: () => new Date() };

async function startParts(options: ProcessOptions): Promise<Running> {
  const { log, roles, onStage, shutdown } = options;
  const parts = createParts(options);
  const early = roles.includes('worker') ? await openPort(options, parts) : null;
  // Only now: a start that is refused because its port is taken leaves no folder behind.
  const config = withDevelopmentSecrets(options.config);

  const primary = await openDatabase({ ...config, log });
  shutdown.add('database', () => primary.close());
  const events = createEventHub({
    database: primary,
    model: contentModel,
    log,
    expirePresence: () => expirePresence(authoring),
  });
  const database = signalCommits(primary, () => wakeStreams(parts));
  parts.database = database;
  parts.events = events;
  const { publishing } = parts;
  const authoring = createAuthoring({ config, database, publishing, metrics: parts.metrics });
  const scheduler = createScheduler({ context: authoring, log, target: config.target.kind });
  publishing.scheduler = scheduler;
  shutdown.add('schedules', () => scheduler.stop());
  await options.prepare(authoring);
  await joinEnvironment(database, config);
  await tellOfContentModel(authoring, options);
  await database.write((tx) => keepCdn(tx, { name: config.cdn?.kind ?? null }));
  // After an upgrade; a search that leaves entries out would be taken for all there is.
  if (roles.includes('web')) await indexEntries(authoring);
  onStage?.('database');

  const common = { database, model: contentModel, config, log, previewWatch: parts.previewWatch };
  const { preview, start } = await openPublishing(publishing, {
    roles,
    shutdown,
    onStage,
    publisher: {
      ...common,
      media: createPublicMedia(config),
      watch: config.environment === 'development',
      onTemplateProblem: options.onTemplateProblem,
      onReleased: parts.metrics.released,
      onDeposed: options.onDeposed,
    },
  });
  const mailing = createMailing(config);
  const { publicationCommitted } = authoring;
  if (roles.includes('worker'))
    startJobs(
      { config, database, mailing, publicationCommitted, scheduler },
      { ...options, metrics: parts.metrics },
    );
  if (preview !== null)
    parts.api = createApi({
      ...common,
      authoring,
      mailing,
      events,
      media: mediaPlaceOf(config),
      preview,
      publishing: { readStatus: () => publishingStatus({ config, database }) },
      health: createHealth({ config, database }),
    });
  parts.phase = 'running';
  const server = early ?? (await openPort(options, parts));
  if (roles.includes('web')) renewIndex(authoring, options);
  const { held, problem } = await start();
  if (held !== null) log.info(`the site is held ${describeHeldSite(held)}`);
  log.info({ roles, port: server.port, siteUrl: config.siteUrl }, 'started');
  return { port: server.port, addresses: addressesOf(config), database, problem, held };
}

function renewIndex(authoring: AuthoringContext, { log, shutdown }: ProcessOptions): void {
  const renewal = startIndexRenewal(authoring, { log });
  shutdown.add('search index', () => renewal.stop());
}

function createAuthoring({
  config,
  database,
  metrics,
  publishing: parts,
}: {
  config: Config;
  database: Database;
  metrics: Metrics;
  publishing: PublishingParts;
}): AuthoringContext {
  const { linkGate, siteUrl } = config;
  return {
    database,
    ...SITE,
    linkGate,
    siteUrl,
    publicationCommitted: () => parts.publisher?.notify(),
    publicationExpected: () => parts.publisher?.expect(),
    scheduleChanged: () => parts.scheduler?.wake(),
    scheduleFired: metrics.scheduleFired,
    reservedPaths: () => parts.templates?.reservedPaths() ?? [],
    prove: async (changes) => (await parts.templates?.prove(changes)) ?? null,
    foreseeDeadLinks: async (changes) => (await parts.templates?.foreseeDeadLinks(changes)) ?? null,
    planner: () => parts.templates?.planner ?? null,
    pages: createSitePages({ config, model: contentModel }),
  };
}

/**
 * Content of another model is worked on all the same: nothing that this one does not know is dropped. The log has it below what a terminal shows
 * where somebody is told in so many words.
 */
async function tellOfContentModel(
  authoring: AuthoringContext,
  { log, onContentModel }: ProcessOptions,
): Promise<void> {
  const difference = describeContentModelState(await recordContentModel(authoring));
  if (difference === null) return;
  log[onContentModel === undefined ? 'warn' : 'info'](difference);
  onContentModel?.(difference);
}

function createHealth(parts: { config: Config; database: Database }): ApiDeps['health'] {
  const seen = (): PublisherSeen => seePublisher(parts.config);
  return {
    examine: async () => {
      const found = await examineHealth({ ...parts, seen });
      return found.map(({ check: component, says, state, todo }) => ({ component, state, says, todo }));
    },
  };
}

function createMailing(config: Config): Mailing {
  const { adminUrl, smtpUrl } = config;
  const locale = mailLocale(config, contentModel.locales);
  return { mail: createAccountMail(), locale, adminUrl, hasServer: smtpUrl !== undefined };
}

async function openPort(options: ProcessOptions, parts: Parts): Promise<HttpServer> {
  const server = await listen(await createListener(options, parts), options.config);
  options.shutdown.add('http', () => {
    parts.phase = 'ending';
    return closeServer(server, parts);
  });
  return server;
}

/** Streams would keep the server from closing until its patience ends. */
function closeServer(server: HttpServer, { events, previewWatch }: Parts): Promise<void> {
  events?.close();
  previewWatch.close();
  return server.close();
}

function createParts({ config, log }: ProcessOptions): Parts {
  const previewWatch = createPreviewWatch({ log });
  const parts: Omit<Parts, 'metrics'> = {
    database: null,
    api: null,
    events: null,
    previewWatch,
    publishing: { publisher: null, templates: null, scheduler: null },
    phase: 'starting',
  };
  const metrics = createMetrics({
    database: () => parts.database,
    now: () => new Date(),
    target: config.target.kind,
    appEnv: config.appEnv,
    publishing: () => parts.publishing.publisher && publishingState(parts.publishing.publisher),
  });
  return Object.assign(parts, { metrics });
}

function publishingState(publisher: Publisher): PublishingState {
  const { idle, problem, templateProblem } = publisher.status();
  return { problem, templateProblem, alarms: idle.alarms.length };
}

/** Something was committed in this process. */
function wakeStreams({ events, previewWatch }: Parts): void {
  events?.wake();
  previewWatch.wake();
}

type Parts = {
  database: Database | null;
  publishing: PublishingParts;
  api: Middleware | null;
  events: EventHub | null;
  metrics: Metrics;
  previewWatch: PreviewWatch;
  phase: 'starting' | 'running' | 'ending';
};

async function createListener({ config, log, roles }: ProcessOptions, parts: Parts) {
  const readiness = (): Promise<Readiness> =>
    checkReadiness({
      database: () => opened(parts).ping(),
      schema: () => assertSchemaCurrent(opened(parts)),
      liveTree: () => checkReleased(config, opened(parts)),
      start: async () => {
        if (parts.phase === 'starting') throw startingUp();
        if (parts.phase === 'ending') throw shuttingDown();
      },
    });
  const { metricsToken: token } = config;
  const metricsPage = token === undefined ? undefined : createMetricsPage({ metrics: parts.metrics, token });
  const common = { log, metricsPage, readiness, onAnswered: parts.metrics.requestAnswered };
  const app = roles.includes('web')
    ? createWebApp({
        ...common,
        config,
        api: () => parts.api,
        adminBuildFolder: ADMIN_BUILD_FOLDER,
        directAddress: await directAddressOf(config),
      })
    : createHealthApp(common);
  const handle = app.callback();
  return (request: IncomingMessage, response: ServerResponse): void => void handle(request, response);
}

const ADMIN_BUILD_FOLDER = join(import.meta.dirname, '../admin/dist');

function startJobs(
  parts: Parameters<typeof createJobHandlers>[0],
  { log, metrics, shutdown }: ProcessOptions & { metrics: Metrics },
): void {
  const { database } = parts;
  const jobs = createJobEngine({
    database,
    log,
    handlers: createJobHandlers(parts),
    onEnded: metrics.jobEnded,
  });
  const sealer = createAuditSealer({ database, log });
  shutdown.add('jobs', async () => {
    await jobs.stop();
    await sealer.stop();
  });
  jobs.start();
  sealer.start();
}

function opened({ database }: Parts): Database {
  if (database === null) throw startingUp();
  return database;
}

function startingUp(): AppError {
  return new AppError('starting-up', 'The server has been started and is not ready yet.', {
    retryAfterSeconds: 2,
  });
}

function shuttingDown(): AppError {
  return new AppError('shutting-down', 'The server has been told to end.', { retryAfterSeconds: 2 });
}

function addressesOf({ adminUrl, siteUrl }: Config): Addresses {
  return { site: siteUrl, admin: adminUrl, apiDocs: `${new URL(adminUrl).origin}/api/docs` };
}

/** What this machine knows of the process that publishes, and whether there is one on any. */
async function publishingStatus({ config, database }: { config: Config; database: Database }) {
  const status = readPublishingStatus(config);
  return { ...status, isPublishing: status.isPublishing || (await hasLeader({ config, database })) };
}
