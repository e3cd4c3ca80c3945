import type { MiddlewareHandler } from 'astro';

export const onRequest: MiddlewareHandler = async ({ url }, next) => {
  const isElsewhere = url.pathname.endsWith('/by-middleware');
  const response = await next(isElsewhere ? '/docs/guides/elsewhere' : undefined);
  response.headers.set('x-site', 'features');
  return response;
};
