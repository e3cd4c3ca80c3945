import type { Place } from './place.ts';

export function valueAt(value: unknown, place: Place): unknown {
  let found = value;
  for (const part of place) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[part];
  }
  return found;
}

/** The same, where nothing changes; what is left out of a record is not there any more. */
export function withValue(whole: unknown, [part, ...rest]: Place, value: unknown): unknown {
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
