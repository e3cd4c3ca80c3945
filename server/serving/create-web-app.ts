import Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { isApiPath } from '../api/api-path.ts';
import { respondWithProblem } from '../api/problem.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Readiness } from '../operations/readiness.ts';
import { loggedPath } from '../server-paths.ts';
import { createAdminApp } from './admin-app.ts';
import { createHealth } from './health.ts';
import { createLiveTree } from './live-tree.ts';
import { createPreviewHost } from './preview-host.ts';
import { createRequestLog, type Answered } from './request-log.ts';
import { createRequestOrigin } from './request-origin.ts';
import { createSiteElsewhere } from './site-elsewhere.ts';
import { createSecurityHeaders } from './security-headers.ts';

export type WebAppParts = {
  config: Pick<Config, 'previewOrigin' | 'siteUrl' | 'target' | 'trustProxy'>;
  log: Log;
  /** Told of each answer but streams. */
  onAnswered?: ((answered: Answered) => void) | undefined;
  /** Absent where nobody reads any. */
  metricsPage?: Middleware | undefined;
  /** Null while the process is still starting. */
  api: () => Middleware | null;
  readiness: () => Promise<Readiness>;
  adminBuildFolder: string;
  /** Where the authoring interface puts the bytes of media straight to; null: nowhere. */
  directAddress: string | null;
};

const STARTING_RETRY_SECONDS = 2;

/** Everything on one port: health, API and previews, the authoring interface, and the live tree for the rest. */
export function createWebApp(parts: WebAppParts): Koa {
  const { config, log } = parts;
  const takeOrigin = createRequestOrigin(config.trustProxy);
  const app = new Koa({ proxy: true });
  app.use(async (ctx, next) => {
    takeOrigin(ctx.req);
    await next();
  });
  app.use(createRequestLog(log, parts));
  app.use(createSecurityHeaders(config));
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      discardAnswer(ctx);
      respondWithProblem(ctx, error, log);
    }
  });
  app.use(createHealth(parts));
  if (parts.metricsPage !== undefined) app.use(parts.metricsPage);
  app.use(createPreviewHost(config));
  app.use(createApiGate(parts.api));
  const { adminBuildFolder: buildFolder, directAddress } = parts;
  app.use(createAdminApp({ buildFolder, directAddress, previewOrigin: config.previewOrigin }));
  app.use(createPublicSite(config));
  app.on('error', (error: Error, ctx?: Context) => endBrokenAnswer(error, { ctx, log }));
  return app;
}

function createPublicSite({ target }: Pick<Config, 'target'>): Middleware {
  return target.kind === 'disk' ? createLiveTree({ targetRoot: target.root }) : createSiteElsewhere();
}

function createApiGate(api: WebAppParts['api']): Middleware {
  return (ctx, next) => {
    if (!isApiPath(ctx.path)) return next();
    const middleware = api();
    if (middleware !== null) return middleware(ctx, next);
    throw new AppError(
      'starting-up',
      'The server has been started and is not ready yet. Try again in a moment.',
      {
        retryAfterSeconds: STARTING_RETRY_SECONDS,
      },
    );
  };
}

/** What a failed attempt has said about its body does not hold for the problem that is answered instead. */
function discardAnswer(ctx: Context): void {
  for (const header of ['Content-Encoding', 'Content-Range', 'Accept-Ranges', 'Content-Length'])
    ctx.remove(header);
}

/**
 * An answer that broke after its headers had gone: cut the connection, for otherwise the visitor would wait for bytes that
 * never come. A visitor who went away in the middle is no error.
 */
function endBrokenAnswer(error: Error, { ctx, log }: { ctx: Context | undefined; log: Log }): void {
  const code = 'code' in error ? error.code : undefined;
  if (code !== 'ECONNRESET' && code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE')
    log.error(
      { err: error, correlationId: ctx?.state['correlationId'], path: loggedPath(ctx?.path ?? '') },
      'an answer broke off',
    );
  if (ctx?.res.headersSent === true && !ctx.res.writableEnded) ctx.res.destroy();
}
