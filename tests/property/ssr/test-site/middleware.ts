import { defineMiddleware } from 'astro:middleware';
import { openContentReader } from '../content-cache/reader.ts';
import { runInRenderContext } from '../content-cache/render-context.ts';
import { contentModel } from './content-model.ts';

/** What a render worker does around a page: a snapshot, and a context that reads are recorded in. A rewrite comes through here once more. */
const reader = openContentReader({ file: process.env.CONTENT_CACHE, model: contentModel });
reader.beginSnapshot(JSON.parse(process.env.LOG_POSITION));

export const onRequest = defineMiddleware((context, next) => {
  if (context.isPrerendered) return next();
  const clock = JSON.parse(process.env.CLOCK);
  return runInRenderContext({ reader, reads: [], clock, failure: undefined }, async () => {
    const response = await next();
    const body = response.body === null ? null : await response.arrayBuffer();
    return new Response(body, response);
  });
});
