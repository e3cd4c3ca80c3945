/** Asked before something that answers differently each time. Returns where the call may go through, and throws where it may not. */
export type Guard = (what: string, why: string) => void;

export const USE_CLOCK =
  "The page would be different each time it is rendered. Use a date of an entry, or `clock('day')` from site/content.ts, which renders the page anew when the day changes";
export const USE_CONTENT =
  'The page would be different each time it is rendered. Derive the value from the content, such as from an id';
export const USE_MODEL =
  'Nothing would tell when the answer changes. Put the data into the content model, or fetch it in the browser';

export type Method = {
  owner: object;
  name: string;
  /** As a message names it. */
  shown: string;
  why: string;
  /** True of a call that answers the same every time, whoever makes it. */
  isHarmless?: (values: readonly unknown[]) => boolean;
};

/** A method that another version of Node may not have is left out. */
export function guardMethod(guard: Guard, { name, owner, ...method }: Method): void {
  const real: unknown = Reflect.get(owner, name);
  if (!isCallable(real)) return;
  const value = guarded(guard, real, method);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true });
}

type Guarded = Omit<Method, 'owner' | 'name'>;

/**
 * What hangs on the function is guarded as well: its forms for promises, and `native` ones. A proxy of the function itself would have to hand out
 * those that Node has made unchangeable.
 */
function guarded(guard: Guard, real: Callable, method: Guarded): Callable {
  const ask = (values: readonly unknown[]): void => {
    if (method.isHarmless?.(values) !== true) guard(method.shown, method.why);
  };
  return new Proxy(real.bind(null), {
    apply: (_, self, values: unknown[]): unknown => {
      ask(values);
      return Reflect.apply(real, self, values);
    },
    construct: (_, values: unknown[], newTarget): object => {
      ask(values);
      return Reflect.construct(real, values, newTarget) as object;
    },
    get: (_, name): unknown => {
      const found: unknown = Reflect.get(real, name);
      const isForm = Object.hasOwn(real, name) && name !== 'prototype' && isCallable(found);
      return isForm ? guarded(guard, found, method) : found;
    },
  });
}

type Callable = (...values: never[]) => unknown;

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}
