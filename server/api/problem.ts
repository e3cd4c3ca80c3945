import type { Context } from 'koa';
import { v7 as uuidv7 } from 'uuid';
import { PROBLEM_CONTENT_TYPE } from '../../model/api/api-error.ts';
import type { Problem } from '../../model/api/problem.ts';
import { AppError, ERRORS } from '../errors.ts';
import type { Log } from '../log.ts';
import { isWithin, loggedPath, SERVER_PATHS } from '../server-paths.ts';
import { framedProblemOf } from './preview/preview-origin.ts';
import { problemPage, problemPagePolicy } from './preview/problem-page.ts';

/** The one place where an error becomes an HTTP answer. What is not an AppError is a bug: logged whole, shown as nothing but its id. */
export function respondWithProblem(ctx: Context, error: unknown, log: Log): void {
  const correlationId = correlationIdOf(ctx);
  const known = error instanceof AppError ? error : internalError(error, correlationId);
  const { status } = ERRORS[known.code];
  if (status >= 500)
    log.error({ err: error, code: known.code, correlationId, path: loggedPath(ctx.path) }, known.message);

  // An answer may have been begun when the error came: a problem is never cached, and has no version.
  for (const header of ['ETag', 'Location', 'Content-Security-Policy']) ctx.remove(header);
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  if (known.details.retryAfterSeconds !== undefined) {
    ctx.set('Retry-After', String(Math.max(1, Math.ceil(known.details.retryAfterSeconds))));
  }
  const problem = problemOf(known, { correlationId, instance: loggedPath(ctx.path) });
  if (isPreviewInBrowser(ctx)) {
    const { adminUrl, framers, origin, script } = framedProblemOf(ctx);
    ctx.set('Content-Security-Policy', problemPagePolicy({ framers, origin, hasScript: script !== '' }));
    ctx.set('X-Robots-Tag', 'noindex, nofollow');
    ctx.body = problemPage(problem, { adminUrl, script });
    ctx.type = 'text/html; charset=utf-8';
  } else {
    ctx.body = JSON.stringify(problem);
    ctx.type = PROBLEM_CONTENT_TYPE;
  }
}

/** The authoring UI opens a preview in a tab of its own; whoever asks for JSON, or for nothing in particular, gets JSON there too. */
function isPreviewInBrowser(ctx: Context): boolean {
  if (!isWithin(ctx.path, SERVER_PATHS.preview)) return false;
  ctx.vary('Accept');
  return ctx.accepts(PROBLEM_CONTENT_TYPE, 'application/json', 'text/html') === 'text/html';
}

export function problemOf(error: AppError, occurrence: { correlationId: string; instance: string }): Problem {
  const { title, status } = ERRORS[error.code];
  const { issues, extra } = error.details;
  return {
    ...extra,
    type: `urn:stillpress:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    ...occurrence,
    ...(issues === undefined ? {} : { errors: issues.map(({ path, message }) => ({ path, message })) }),
  };
}

/** The id that ties this request to the log, the audit and the release. The outer app gives it; without one, the API does. */
export function correlationIdOf(ctx: Context): string {
  const given: unknown = ctx.state['correlationId'];
  if (typeof given === 'string') return given;
  const correlationId = uuidv7();
  ctx.state['correlationId'] = correlationId;
  return correlationId;
}

function internalError(cause: unknown, correlationId: string): AppError {
  return new AppError(
    'internal-error',
    `This is a fault of ours, and nothing that you sent. Try again; if it happens again, report the id ${correlationId}.`,
    { cause },
  );
}
