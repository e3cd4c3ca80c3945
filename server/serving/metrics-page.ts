import { createHash, timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Metrics } from '../operations/metrics/create-metrics.ts';
import { SERVER_PATHS } from '../server-paths.ts';

/** For Prometheus, which shows the token. It names no content; what it counts is nobody else's business all the same. */
export function createMetricsPage({
  metrics,
  token,
}: {
  metrics: Pick<Metrics, 'contentType' | 'render'>;
  token: string;
}): Middleware {
  const wanted = digestOf(`Bearer ${token}`);
  return async (ctx, next) => {
    if (ctx.path !== SERVER_PATHS.metrics) return next();
    ctx.set('Cache-Control', 'no-store');
    if (!timingSafeEqual(digestOf(ctx.get('Authorization')), wanted)) {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', 'Bearer');
      ctx.body = 'Send METRICS_TOKEN in the header: Authorization: Bearer …\n';
      return undefined;
    }
    ctx.body = await metrics.render();
    ctx.set('Content-Type', metrics.contentType);
    return undefined;
  };
}

/** Of one length, whatever was sent. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
