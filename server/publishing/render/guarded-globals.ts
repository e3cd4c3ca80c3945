import buffer from 'node:buffer';
import nodeCrypto from 'node:crypto';
import { setSourceMapsSupport, syncBuiltinESMExports } from 'node:module';
import { refuse, refuseInSiteFile } from '../../../content-cache/refusal.ts';
import { USE_CLOCK, USE_CONTENT, USE_MODEL, type Guard } from './guard.ts';
import { guardMethod } from './guard-method.ts';
import { guardModules } from './guarded-modules.ts';

/**
 * Replaces everything that answers differently each time: the clock, chance, the network, files and the machine. Public bytes must be a function of what was
 * published, of the templates and of the clock as the basis names it; a page that looked at anything else could never be proved right.
 *
 * - While a page is rendered, a template or a package it uses is refused, with its file and line. What Astro does for itself (the time
 *   in a line of its log) goes through: it reaches no page.
 * - At the top level of a module the site's own files are refused, since pages could print what they keep. Packages may seed
 *   themselves there.
 * - `performance.now()`, `performance.mark()`, `process.hrtime()` and the date of a new `File` stand still while a page is rendered, where libraries measure how long they take.
 *   Nothing fails by that, and the constant they give reaches a page as the same bytes every time.
 *
 * Once in a thread, and before the templates are loaded: they may keep what they find.
 */
export function guardGlobals({ buildFolder, isRendering }: Guarding): void {
  // Stacks then name the templates' files and lines.
  setSourceMapsSupport(true);
  const guard: Guard = (what, why) => {
    const refusal = { code: 'not-recorded', what: `\`${what}\` is called`, why, allowEngine: true } as const;
    if (isRendering()) refuse(refusal);
    else refuseInSiteFile(refusal);
  };
  guardDate(guard);
  guardDateTimeFormat(guard);
  guardChance(guard);
  guardNetwork(guard);
  stopTimers(guard, isRendering);
  guardModules(guard, { buildFolder });
  // `import { randomUUID } from 'node:crypto'` finds what was replaced.
  syncBuiltinESMExports();
}

type Guarding = {
  isRendering: () => boolean;
  /** Of the templates: what is in it changes with them alone. */
  buildFolder: string;
};

function guardDate(guard: Guard): void {
  const RealDate = Date;
  const realNow = RealDate.now.bind(RealDate);
  RealDate.now = () => {
    guard('Date.now()', USE_CLOCK);
    return realNow();
  };
  const guarded: DateConstructor = new Proxy(RealDate, {
    construct: (target, values: unknown[], newTarget): Date => {
      if (values.length === 0) guard('new Date()', USE_CLOCK);
      return Reflect.construct(target, values, newTarget === guarded ? target : newTarget) as Date;
    },
    apply: (target) => {
      guard('Date()', USE_CLOCK);
      return target();
    },
  });
  RealDate.prototype.constructor = guarded;
  globalThis.Date = guarded;
}

/** Without a date they take the present one. */
function guardDateTimeFormat(guard: Guard): void {
  const { prototype } = Intl.DateTimeFormat;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format');
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const bound = format?.get?.call(this) as Intl.DateTimeFormat['format'];
      return (date?: Date | number) => {
        if (date === undefined) guard('Intl.DateTimeFormat.format()', USE_CLOCK);
        return bound(date);
      };
    },
  });
  const parts = Object.getOwnPropertyDescriptor(prototype, 'formatToParts');
  const toParts = parts?.value as Intl.DateTimeFormat['formatToParts'];
  prototype.formatToParts = function (this: Intl.DateTimeFormat, date) {
    if (date === undefined) guard('Intl.DateTimeFormat.formatToParts()', USE_CLOCK);
    return toParts.call(this, date);
  };
}

function guardChance(guard: Guard): void {
  replace(Math, 'random', (real) => () => {
    guard('Math.random()', USE_CONTENT);
    return real();
  });
  const drawing = Object.getOwnPropertyNames(nodeCrypto).filter((name) => name.startsWith('random'));
  for (const name of drawing)
    guardMethod(guard, { owner: nodeCrypto, name, shown: `crypto.${name}()`, why: USE_CONTENT });
  for (const name of ['randomUUID', 'randomUUIDv7', 'getRandomValues'])
    guardMethod(guard, { owner: Crypto.prototype, name, shown: `crypto.${name}()`, why: USE_CONTENT });
  guardMethod(guard, {
    owner: URL,
    name: 'createObjectURL',
    shown: 'URL.createObjectURL()',
    why: USE_CONTENT,
  });
}

function guardNetwork(guard: Guard): void {
  guardMethod(guard, { owner: globalThis, name: 'fetch', shown: 'fetch()', why: USE_MODEL });
  guardMethod(guard, { owner: globalThis, name: 'WebSocket', shown: 'new WebSocket()', why: USE_MODEL });
}

function stopTimers(guard: Guard, isRendering: () => boolean): void {
  const { timeOrigin } = performance;
  Object.defineProperty(performance, 'timeOrigin', {
    configurable: true,
    get: () => {
      guard('performance.timeOrigin', USE_CLOCK);
      return timeOrigin;
    },
  });
  replace(performance, 'now', (real) => () => (isRendering() ? 0 : real()));
  replace(
    performance,
    'mark',
    (real) => (name, options) => real(name, isRendering() ? { startTime: 0, ...options } : options),
  );
  stopFiles(isRendering);
  const { hrtime } = process;
  const bigint = hrtime.bigint.bind(hrtime);
  process.hrtime = Object.assign(
    (since?: [number, number]): [number, number] => (isRendering() ? [0, 0] : hrtime(since)),
    { bigint: () => (isRendering() ? 0n : bigint()) },
  );
}

/** A file that is made without a date has the present one. */
function stopFiles(isRendering: () => boolean): void {
  const Real = File;
  const still = new Proxy(Real, {
    construct: (target, [parts, name, options]: ConstructorParameters<typeof File>, newTarget): File => {
      const dated = isRendering() ? { lastModified: 0, ...options } : options;
      return Reflect.construct(
        target,
        [parts, name, dated],
        newTarget === still ? target : newTarget,
      ) as File;
    },
  });
  Real.prototype.constructor = still;
  globalThis.File = still;
  Object.defineProperty(buffer, 'File', {
    value: still,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function replace<T extends object, Name extends keyof T & string>(
  owner: T,
  name: Name,
  make: (real: T[Name]) => T[Name],
): void {
  const real = owner[name];
  const value = make(typeof real === 'function' ? (real.bind(owner) as T[Name]) : real);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true });
}
