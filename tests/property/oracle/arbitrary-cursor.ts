import * as fc from 'fast-check';
import type { SortKey } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { naiveCursor, placeOf } from './naive-order.ts';

const FROM_THE_START_WEIGHT = 6;
const WEIGHT = 3;
const NO_CURSORS = [
  '',
  'none',
  ...['{}', '1', '[true]', '[1e999]'].map((json) => Buffer.from(json).toString('base64url')),
];

/** Where a list in this order may go on. */
export function arbitraryCursor(
  order: readonly SortKey[],
  entries: readonly PublishedEntry[],
): fc.Arbitrary<string | undefined> {
  const places = [order.map(() => null), ...entries.map((entry) => placeOf(entry, order))];
  // Of an entry that has gone since, or stands elsewhere now: where another one stands or none.
  const former = fc.tuple(
    ...order.map((_, index) => fc.constantFrom(...places.map((place) => place[index] ?? null))),
  );
  return fc.oneof(
    { weight: FROM_THE_START_WEIGHT, arbitrary: fc.constant(undefined) },
    { weight: WEIGHT, arbitrary: fc.constantFrom(...places).map(naiveCursor) },
    { weight: WEIGHT, arbitrary: former.map(naiveCursor) },
    former.map((place) => naiveCursor(place.slice(1))),
    fc.constantFrom(...NO_CURSORS),
  );
}
