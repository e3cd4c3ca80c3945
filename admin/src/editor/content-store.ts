import type { Content } from './keep/kept-draft.ts';

/** From the entry down to a value: names of fields, and numbers of items. */
export type Place = readonly (string | number)[];

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

function valueAt(value: unknown, place: Place): unknown {
  let found = value;
  for (const part of place) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[part];
  }
  return found;
}

/** The same, where nothing changes; what is left out of a record is not there any more. */
function withValue(whole: unknown, [part, ...rest]: Place, value: unknown): unknown {
  if (part === undefined) return value;
  const before = valueAt(whole, [part]);
  const after = withValue(before, rest, value);
  if (after === before) return whole;
  if (typeof part === 'number') {
    const items = Array.isArray(whole) ? [...(whole as unknown[])] : [];
    // JSON would make null of it, which nobody has typed: an emptied item stays there, empty.
    items[part] = after ?? '';
    return items;
  }
  const { [part]: _, ...others } = isRecord(whole) ? whole : {};
  return after === undefined ? others : { ...(isRecord(whole) ? whole : {}), [part]: after };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
