import type { Guard } from './guard.ts';
import { isForBinding } from './guard-caller.ts';

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

export type Value = Omit<Method, 'isHarmless'> & {
  /** What whoever imports it by name gets: a binding cannot ask. */
  still: unknown;
};

/** A value that whoever reads it is asked about. */
export function guardValue(guard: Guard, { name, owner, shown, still, why }: Value): void {
  const descriptor = findDescriptor(owner, name);
  if (descriptor === undefined) return;
  const get = function (this: unknown): unknown {
    if (isForBinding()) return still;
    guard(shown, why);
    return descriptor.get === undefined ? descriptor.value : descriptor.get.call(this);
  };
  Object.defineProperty(owner, name, { get, configurable: true, enumerable: descriptor.enumerable === true });
}

function findDescriptor(owner: object, name: string): PropertyDescriptor | undefined {
  const prototype = Reflect.getPrototypeOf(owner);
  return (
    Object.getOwnPropertyDescriptor(owner, name) ??
    (prototype === null ? undefined : findDescriptor(prototype, name))
  );
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
