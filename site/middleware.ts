import type { MiddlewareHandler } from 'astro';

/** Astro wants a middleware where it leaves the routes of locales to the site. Here there is nothing to do between request and page. */
export const onRequest: MiddlewareHandler = (_context, next) => next();
