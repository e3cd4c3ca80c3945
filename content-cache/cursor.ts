import type { IndexValue } from './query.ts';

/** A place in an order as a text that templates can pass on. */
export function writeCursor(values: readonly IndexValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Null for what is no cursor. */
export function readCursor(cursor: string): readonly IndexValue[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) && values.every(isIndexValue) ? values : null;
  } catch {
    // It came out of an address, or was cut off: the caller says so.
    return null;
  }
}

function isIndexValue(value: unknown): value is IndexValue {
  // JSON has numbers that are none here, such as 1e999.
  return value === null || typeof value === 'string' || Number.isFinite(value);
}
