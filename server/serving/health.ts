import type { Middleware } from 'koa';
import type { Readiness } from '../operations/readiness.ts';
import { SERVER_PATHS } from '../server-paths.ts';

/** `/healthz` says that the process is alive and asks nothing else; `/readyz` says whether it should get traffic, and why not. */
export function createHealth({ readiness }: { readiness: () => Promise<Readiness> }): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== SERVER_PATHS.health && ctx.path !== SERVER_PATHS.readiness) return next();
    ctx.set('Cache-Control', 'no-store');
    if (ctx.path === SERVER_PATHS.health) {
      ctx.body = { status: 'ok', service: 'stillpress' };
      return undefined;
    }
    const result = await readiness();
    ctx.status = result.ready ? 200 : 503;
    if (!result.ready) ctx.set('Retry-After', '2');
    ctx.body = { status: result.ready ? 'ready' : 'not-ready', checks: result.checks };
    return undefined;
  };
}
