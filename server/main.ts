import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Middleware } from 'koa';
import { contentModel } from '../site/content-model.ts';
import { createApi } from './api/create-api.ts';
import type { AuthoringContext } from './authoring/authoring-context.ts';
import type { Config } from './config.ts';
import { withDevelopmentSecrets } from './development-secrets.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { checkLiveTree, checkReadiness } from './operations/readiness.ts';
import type { Readiness } from './operations/readiness.ts';
import { createPublisher } from './publishing/publisher.ts';
import { createPreviewer } from './publishing/previewer.ts';
import type { Problem, PublishingProblem } from './publishing/publisher-status.ts';
import type { Publisher } from './publishing/publisher.ts';
import { createHealthApp } from './serving/create-health-app.ts';
import { createWebApp } from './serving/create-web-app.ts';
import { listen } from './serving/http-server.ts';
import type { Shutdown } from './shutdown.ts';
import { openDatabase } from './store/database.ts';
import type { Database } from './store/database.ts';
import { assertSchemaCurrent } from './store/migrate.ts';
import { readLogHead } from './store/publications.ts';

/** web answers HTTP; worker follows the publication log and keeps the target up to date. */
export type Role = 'web' | 'worker';

export type ProcessOptions = {
  config: Config;
  log: Log;
  roles: readonly Role[];
  /** Runs on the open database before anything reads from it. */
  prepare: (context: AuthoringContext) => Promise<void>;
  /** Told at the end of each step of the start. */
  onStage?: ((stage: Stage) => void) | undefined;
  /** Filled as parts come up, so that a start can be broken off too. */
  shutdown: Shutdown;
};

/** `old-templates`: the ones in `site/` cannot be built, and the last good build is used. */
export type Stage = 'database' | 'templates' | 'old-templates' | 'published';

export type Running = {
  port: number;
  addresses: Addresses;
  database: Database;
  /** Null in a process without the worker role. */
  publisher: Publisher | null;
  /** Why the first release could not be made. It is tried again. */
  problem: PublishingProblem | null;
  /** Why the templates as they are now are not used. */
  templateProblem: Problem | null;
};

export type Addresses = { site: string; admin: string; apiDocs: string };

/** Where all parts are put together. Health answers from the first moment, everything else once it can. */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  try {
    return await startParts(options);
  } catch (error) {
    await options.shutdown.run();
    throw error;
  }
}

async function startParts(options: ProcessOptions): Promise<Running> {
  const { log, roles, onStage, shutdown } = options;
  const parts: Parts = { database: null, api: null, started: false };
  const server = await listen(createListener(options, parts), options.config);
  shutdown.add('http', () => server.close());
  // Only now: a start that is refused because its port is taken leaves no folder behind.
  const config = withDevelopmentSecrets(options.config);

  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log });
  shutdown.add('database', () => database.close());
  parts.database = database;
  let publisher: Publisher | null = null;
  let templates: Pick<Publisher, 'prove' | 'reservedPaths'> | null = null;
  const authoring: AuthoringContext = {
    database,
    model: contentModel,
    now: () => new Date(),
    publicationCommitted: () => publisher?.notify(),
    reservedPaths: () => templates?.reservedPaths() ?? [],
    prove: async (changes) => templates?.prove(changes),
  };
  await options.prepare(authoring);
  onStage?.('database');

  const common = { database, model: contentModel, config, log };
  const preview = roles.includes('worker')
    ? (publisher = await createPublisher({ ...common, watch: config.environment === 'development' }))
    : await createPreviewer(common);
  shutdown.add('publishing', () => preview.stop());
  templates = preview;
  const templateProblem = (): Problem | null => publisher?.status().templateProblem ?? null;
  onStage?.(templateProblem() === null ? 'templates' : 'old-templates');
  if (roles.includes('web'))
    parts.api = createApi({ database, model: contentModel, log, config, authoring, preview });
  parts.started = true;
  const problem = publisher === null ? null : await startPublishing(publisher, { database, onStage });
  log.info({ roles, port: server.port, siteUrl: config.siteUrl }, 'started');
  return {
    port: server.port,
    addresses: addressesOf(config),
    database,
    publisher,
    problem,
    templateProblem: templateProblem(),
  };
}

type Parts = { database: Database | null; api: Middleware | null; started: boolean };

function createListener({ config, log, roles }: ProcessOptions, parts: Parts) {
  const readiness = (): Promise<Readiness> =>
    checkReadiness({
      database: () => opened(parts).ping(),
      schema: () => assertSchemaCurrent(opened(parts)),
      liveTree: () => checkLiveTree(config.target.root),
      start: async () => {
        if (!parts.started) throw startingUp();
      },
    });
  const app = roles.includes('web')
    ? createWebApp({ config, log, api: () => parts.api, readiness, adminBuildFolder: ADMIN_BUILD_FOLDER })
    : createHealthApp({ log, readiness });
  const handle = app.callback();
  return (request: IncomingMessage, response: ServerResponse): void => void handle(request, response);
}

const ADMIN_BUILD_FOLDER = join(import.meta.dirname, '../admin/dist');

/** A start does not wait for a signal that it could have missed. */
const LOOK_EVERY_MS = 20;

/** Until visitors see all that is published, with the templates as they are now, or it is known why they do not. */
async function startPublishing(
  publisher: Publisher,
  { database, onStage }: { database: Database } & Pick<ProcessOptions, 'onStage'>,
): Promise<PublishingProblem | null> {
  const { seq } = await readLogHead(database.db);
  publisher.start();
  for (;;) {
    const { live, problem, state, templateBuild } = publisher.status();
    if (problem !== null || state === 'stopped') return problem;
    if (live !== null && live.seq >= seq && live.templateBuild === templateBuild) break;
    await sleep(LOOK_EVERY_MS);
  }
  onStage?.('published');
  return null;
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

function addressesOf({ adminUrl, siteUrl }: Config): Addresses {
  return { site: siteUrl, admin: adminUrl, apiDocs: `${new URL(adminUrl).origin}/api/docs` };
}
