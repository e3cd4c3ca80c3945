import type { Context, Middleware, Next } from 'koa';
import { v7 as uuidv7 } from 'uuid';
import type { Log } from '../log.ts';
import { loggedPath } from '../server-paths.ts';

/** An id from a proxy is kept as it is when it can do no harm in a log, a header or a database. */
const SANE_REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/;

const PROBES = new Set(['/healthz', '/readyz']);

/**
 * Gives the request its correlation id (`ctx.state.correlationId`, answered as `X-Request-Id`) and writes one line to the log
 * when the answer has been sent or the visitor has gone. An id that came with the request is still there only if a trusted
 * proxy sent it.
 */
export function createRequestLog(
  log: Log,
  { onAnswered }: { onAnswered?: ((answered: Answered) => void) | undefined } = {},
): Middleware {
  // What it says of a request holds no secret, and to look for one takes four times as long as to write the line.
  const accessLog = log.child({}, { redact: [] });
  return async (ctx, next: Next) => {
    const given = ctx.get('X-Request-Id');
    const correlationId = SANE_REQUEST_ID.test(given) ? given : uuidv7();
    const startedAtMs = performance.now();
    ctx.state['correlationId'] = correlationId;
    ctx.set('X-Request-Id', correlationId);
    ctx.res.once('close', () => {
      // Probes come every few seconds and say nothing as long as all is well.
      const level = PROBES.has(ctx.path) && ctx.res.statusCode < 400 ? 'debug' : 'info';
      const durationMs = performance.now() - startedAtMs;
      if (!isStream(ctx)) onAnswered?.({ ...answeredTo(ctx), ms: durationMs });
      accessLog[level]({ correlationId, ...accessRecord(ctx, durationMs) }, 'request');
    });
    await next();
  };
}

/** For who measures: of the API the route, of everything else no more than what it is part of. */
export type Answered = { method: string; route: string; status: number; ms: number };

function answeredTo(ctx: Context): Omit<Answered, 'ms'> {
  const matched: unknown = ctx['_matchedRoute'];
  const [, part = ''] = ctx.path.split('/');
  const route = typeof matched === 'string' ? matched : PARTS.has(part) ? `/${part}` : 'site';
  return { method: METHODS.has(ctx.method) ? ctx.method : 'other', route, status: ctx.res.statusCode };
}

const PARTS: ReadonlySet<string> = new Set([
  'admin',
  'api',
  'preview',
  'healthz',
  'readyz',
  'metrics',
  '_media',
]);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function isStream({ res }: Context): boolean {
  return String(res.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
}

/** The path without its query, which may hold a token or a search for something private, and without the token of a link. */
function accessRecord(ctx: Context, durationMs: number): Record<string, unknown> {
  return {
    method: ctx.method,
    path: loggedPath(ctx.path),
    status: ctx.res.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
    bytes: Number(ctx.res.getHeader('Content-Length') ?? 0),
    address: ctx.ip,
    ...(ctx.res.writableFinished ? {} : { cutShort: true }),
  };
}
