import type { Middleware } from 'koa';

/** A year: what browsers and preload lists expect of a site that stays on https. */
const HSTS = 'max-age=31536000';

/** What holds for every answer. nginx/ sets the same ones for the files that it serves. */
export function createSecurityHeaders({ siteUrl }: { siteUrl: string }): Middleware {
  const overHttps = siteUrl.startsWith('https:');
  return async (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'strict-origin-when-cross-origin');
    ctx.set('X-Frame-Options', 'SAMEORIGIN');
    if (overHttps) ctx.set('Strict-Transport-Security', HSTS);
    await next();
  };
}
