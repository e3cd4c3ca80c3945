import type { Middleware } from 'koa';

/** Where a bucket is the target, visitors read there: this process has nothing public. */
export function createSiteElsewhere(): Middleware {
  return (ctx) => {
    ctx.status = 404;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = 'The pages of this site are served from its bucket. Editors work at /admin.\n';
  };
}
