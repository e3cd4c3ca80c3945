import type { Guard } from './guard.ts';

/**
 * Node itself reads files to load a module and to know the lines of a stack, and opens a connection for a request that has been asked about
 * already: calls by its own modules go through. Where it only hands a template's call on, as `promisify` does, the template is asked about.
 */
export function exceptOfNode(guard: Guard): Guard {
  return (what, why) => {
    if (!isNodes(callingFile())) guard(what, why);
  };
}

/** Whatever of Node looks at the machine, it has its own reasons: none of these calls are handed on. */
export function exceptOfAnyOfNode(guard: Guard): Guard {
  return (what, why) => {
    if (callingFile()?.startsWith('node:') !== true) guard(what, why);
  };
}

/** Whether Node fills in what `import { pid } from 'node:process'` gets. */
export function isForBinding(): boolean {
  return callingFile() === 'node:internal/bootstrap/realm';
}

function isNodes(file: string | null): boolean {
  return file !== null && NODES.test(file);
}

const NODES =
  /^node:(?:internal\/(?:deps|dns|fs|http2|modules|source_map)\/|(?:_http_\w+|_tls_\w+|dns|fs|http2?|https|net|tls)$)/;

/** Of the innermost frame that is not of the guard, without the source maps: to look into these is to read files. */
function callingFile(): string | null {
  const { stackTraceLimit } = Error;
  const prepare: unknown = Reflect.get(Error, 'prepareStackTrace');
  Error.stackTraceLimit = GUARD_FRAMES + 1;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName());
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder);
  const files = holder.stack as (string | null)[];
  Reflect.set(Error, 'prepareStackTrace', prepare);
  Error.stackTraceLimit = stackTraceLimit;
  return files.find((file) => file !== null && !GUARD_FILE.test(file)) ?? null;
}

const GUARD_FILE = /\/render\/guard[a-z-]*\.ts$/;
/** From the method that was called in place of the real one to here. */
const GUARD_FRAMES = 8;
