import type { Content } from './keep/kept-draft.ts';
import type { Place } from './place.ts';
import { valueAt, withValue } from './value-at.ts';

/** What is typed in a window. Fields follow the value at their place; whoever writes one below it changes it too. */
export type ContentStore = {
  /** With everything that is written late. */
  read: () => Content;
  get: (place: Place) => unknown;
  /** By whoever types here. */
  set: (place: Place, value: unknown) => void;
  /**
   * Something was typed at a place whose value takes a while to find out, as that of a long text: `write` sets it, and is called before anybody reads.
   * One for each key.
   */
  setLater: (key: unknown, write: () => void) => void;
  subscribe: (listener: () => void) => () => void;
  /** From elsewhere: nobody has typed it here. */
  show: (content: Content) => void;
};

export function createContentStore(initial: Content, onTouch: () => void): ContentStore {
  let content: Content = initial;
  let isWritingLate = false;
  const listeners = new Set<() => void>();
  const late = new Map<unknown, () => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const writeLate = (): void => {
    if (late.size === 0) return;
    const writes = [...late.values()];
    late.clear();
    isWritingLate = true;
    for (const write of writes) write();
    isWritingLate = false;
  };
  return {
    read: () => {
      writeLate();
      return content;
    },
    get: (place) => valueAt(content, place),
    set: (place, value) => {
      const changed = withValue(content, place, value) as Content;
      if (changed === content) return;
      content = changed;
      tell();
      if (!isWritingLate) onTouch();
    },
    setLater: (key, write) => {
      late.set(key, write);
      onTouch();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show: (shown) => {
      late.clear();
      content = shown;
      tell();
    },
  };
}
