import type { Middleware } from 'koa';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { isPreviewPagePath } from '../server-paths.ts';

/** Where previews have an origin of their own, nothing but previews is there: no API, no admin, no session. */
export function createPreviewHost({ previewOrigin }: Pick<Config, 'previewOrigin'>): Middleware {
  const host = previewOrigin === null ? null : new URL(previewOrigin).host;
  return (ctx, next) => {
    if (ctx.host.toLowerCase() !== host || isPreviewPagePath(ctx.path)) return next();
    throw new AppError('not-found', 'Nothing but previews is served at this address.');
  };
}
