import type { MiddlewareHandler } from 'astro';
import { fetchStateOf } from './fetch-state.ts';
import { guardVisitorData } from './guard-visitor-data.ts';
import { currentTrace } from './render-trace.ts';

/**
 * Runs around every template that takes part in an answer, before the site's own middleware: Astro comes here again after a rewrite
 * and for its 404 page.
 */
export const onRequest: MiddlewareHandler = async (context, next) => {
  const trace = currentTrace();
  if (trace === undefined) return await next();
  const state = fetchStateOf(context);
  guardVisitorData(context, state);
  try {
    trace.routes.push(state.routeData);
    const before = state.routeData;
    const response = await next();
    // The site's middleware can rewrite without coming here again.
    if (state.routeData !== before) trace.routes.push(state.routeData);
    return response;
  } catch (error) {
    if (ERROR_PAGE.test(state.routeData.route)) trace.failure ??= asError(error);
    throw error;
  }
};

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Where one of these throws, Astro swallows the error and answers with an empty body. */
const ERROR_PAGE = /\/(?:404|500)$/;
