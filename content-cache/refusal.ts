import { ContentCacheError } from './errors.ts';
import type { ContentCacheErrorCode } from './errors.ts';
import { enclosingRender } from './render-context.ts';
import { findCaller } from './template-frames.ts';
import type { Caller } from './template-frames.ts';

export type Refusal = {
  code: Extract<ContentCacheErrorCode, 'not-recorded' | 'needs-visitor'>;
  /** Such as "`Date.now()` is called". */
  what: string;
  /** Why it cannot be answered, and what to do instead; without a full stop. */
  why: string;
  /** Returns instead when it was Astro or our own code that asked: what they do with it reaches no page. */
  allowEngine?: boolean;
  /** The function that was called in place of the real one: lets the engine's own calls, of which every page has some, go through fast. */
  asked?: (...values: never[]) => unknown;
};

/**
 * Throws what a template must not do, with the place where it does it. The page that is being rendered has failed then, also if its
 * template catches the error and goes on.
 */
export function refuse({ allowEngine, code, what, why }: Refusal & { allowEngine?: false }): never;
export function refuse(refusal: Refusal): void;
export function refuse({ allowEngine = false, asked, code, what, why }: Refusal): void {
  const position = allowEngine && asked !== undefined ? rawPosition(asked) : null;
  if (position !== null && enginePositions.has(position)) return;
  const caller = findCaller(captureStack());
  if (allowEngine && caller.kind === 'engine') {
    if (position !== null) enginePositions.add(position);
    return;
  }
  const error = new ContentCacheError(code, `${where(caller)}${what}. ${why}.`);
  const context = enclosingRender();
  if (context !== undefined) context.failure ??= error;
  throw error;
}

/** For code that runs outside every render, such as the top level of a module: only the site's own files are refused there. */
export function refuseInSiteFile(refusal: Refusal): void {
  if (findCaller(captureStack()).kind === 'site') refuse(refusal);
}

function where(caller: Caller): string {
  if (caller.kind === 'nobody') return '';
  const site = caller.kind === 'site' ? caller : caller.site;
  const place = site === null ? '' : `${site.file}:${site.line}`;
  if (caller.kind !== 'package') return place === '' ? '' : `${place}: `;
  return place === '' ? `In ${caller.through}: ` : `${place}, in ${caller.through}: `;
}

/** Places in the bundle that are Astro's or ours. Whose a place is never changes, and to find out costs as much as a page. */
const enginePositions = new Set<string>();

/** Where the innermost caller of this function is in the bundle, without the source maps; null where Node called it. */
function rawPosition(asked: (...values: never[]) => unknown): string | null {
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_, [site]) =>
    site === undefined ? null : `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}`;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, asked);
  const { stack } = holder;
  Reflect.set(Error, 'prepareStackTrace', prepare);
  Error.stackTraceLimit = stackTraceLimit;
  return typeof stack === 'string' && !/^(?:node:|null:|undefined:)/.test(stack) ? stack : null;
}

/** Deep enough to reach the template through a library. */
const FRAMES = 50;

function captureStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack } = new Error('asked here');
  Error.stackTraceLimit = limit;
  return stack ?? '';
}
