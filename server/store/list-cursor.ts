import { AppError } from '../errors.ts';
import type { ListedId } from './list-filter.ts';

/** `order` says of which list it is: behind a row of another one nothing would make sense. */
export function encodeCursor({ id, key }: ListedId, order: string): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
}

const ID = /^[0-9a-f-]{36}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Of a search: how well it fits, and the row. */
const RANK = /^[0-3] /;
const ROW = /^\d{1,15}$/;
const KEY_LENGTH_MAX = 200;

export function decodeCursor(cursor: string, order: string): ListedId {
  const [foundOrder, key, id] = readList(cursor);
  const isWhole = typeof key === 'string' && typeof id === 'string' && ID.test(id);
  if (!isWhole || foundOrder !== order || !isKey(key, order)) {
    throw new AppError('invalid-input', 'The cursor is not one that this list of entries has returned.', {
      issues: [
        {
          path: 'query.cursor',
          message: 'Take it from nextCursor of the page before, and ask for the same order as there.',
        },
      ],
    });
  }
  return { id, key };
}

function isKey(key: string, order: string): boolean {
  if (order.startsWith('title'))
    return key.length <= KEY_LENGTH_MAX && key.isWellFormed() && !key.includes('\0');
  if (!order.startsWith('words')) return isTime(key);
  return RANK.test(key) && (ROW.test(key.slice(2)) || isTime(key.slice(2)));
}

function isTime(key: string): boolean {
  return TIME.test(key) && !Number.isNaN(Date.parse(key));
}

function readList(cursor: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
