import type { ItemChange, ItemState } from '../item-state.ts';
import type { FieldCondition } from '../query.ts';
import type { Question } from '../read-record.ts';
import { equalTexts, meetsRest, sortKeyOf, type ListShape } from './list-shape.ts';
import { AFTER_ALL } from './sort-key.ts';

/** Which answers a change of one entry can alter. Decides over values alone; `candidates.ts` looks the reads up. */

/** Questions whose key follows from what the entry was and is. */
export function questionsAbout(change: ItemChange): Question[] {
  const { id, before, after } = change;
  const states = [before, after].filter((state) => state !== null);
  const questions: Question[] = [];
  for (const state of states) {
    const { collection } = state;
    if (differs(change, ({ digest }) => digest))
      questions.push(...lookupsOf(id, state).map((lookup): Question => ({ kind: 'entry', lookup })));
    if (differs(change, ({ cardDigest }) => cardDigest)) questions.push({ kind: 'card', collection, id });
    if (differs(change, ({ path }) => path) || differs(change, ({ translationGroup }) => translationGroup))
      questions.push({ kind: 'translations', group: state.translationGroup });
    for (const field of state.values.keys()) {
      if (!differs(change, ({ values }) => JSON.stringify(values.get(field)))) continue;
      questions.push({ kind: 'values', collection, locale: state.locale, field });
    }
  }
  if (differs(change, ({ path }) => path)) questions.push({ kind: 'path', id });
  for (const target of linksToTell(change)) questions.push({ kind: 'backlinks', id: target });
  return questions;
}

function lookupsOf(id: string, { collection, locale, path, slug }: ItemState) {
  return [
    { by: 'id' as const, collection, id },
    { by: 'single' as const, collection, locale },
    ...(slug === null ? [] : [{ by: 'slug' as const, collection, locale, slug }]),
    ...(path === null ? [] : [{ by: 'path' as const, collection, path }]),
  ];
}

/** Whoever lists the entries that name it shows their cards: a card that changes is told to all it names. */
function linksToTell(change: ItemChange): Iterable<string> {
  const before = new Set(change.before?.links);
  const after = new Set(change.after?.links);
  return differs(change, ({ cardDigest }) => cardDigest)
    ? before.union(after)
    : before.symmetricDifference(after);
}

function differs({ before, after }: ItemChange, valueOf: (state: ItemState) => unknown): boolean {
  return before === null || after === null || valueOf(before) !== valueOf(after);
}

/** Lists of one shape that ask for these values, and of them those whose window ends at `from` or after it. */
export type ListProbe = { equal: string; from: Buffer; standing: Standing };

/** Where the entry stood in the order and stands now, among the lists of one shape and one set of values; null: not among them. */
type Standing = { before: Place | null; after: Place | null; cardChanged: boolean };
type Place = { key: Buffer; item: ItemState };

/**
 * An entry that keeps its place is found by the members of windows instead, except in windows without an end, which list no members:
 * those end after everything.
 */
export function probesFor(shape: ListShape, change: ItemChange): ListProbe[] {
  const before = placeIn(shape, change.id, change.before);
  const after = placeIn(shape, change.id, change.after);
  const cardChanged = differs(change, ({ cardDigest }) => cardDigest);
  const equals = new Set([...(before?.equals ?? []), ...(after?.equals ?? [])]);
  return [...equals].flatMap((equal) => {
    const standing: Standing = {
      before: before?.equals.has(equal) === true ? before.place : null,
      after: after?.equals.has(equal) === true ? after.place : null,
      cardChanged,
    };
    const from = probeFrom(shape, standing);
    return from === null ? [] : [{ equal, from, standing }];
  });
}

function placeIn(
  shape: ListShape,
  id: string,
  item: ItemState | null,
): { equals: ReadonlySet<string>; place: Place } | null {
  if (item === null || item.collection !== shape.collection || item.locale !== shape.locale) return null;
  return { equals: new Set(equalTexts(shape, item)), place: { key: sortKeyOf(shape, { id, item }), item } };
}

function probeFrom(shape: ListShape, { before, after, cardChanged }: Standing): Buffer | null {
  const keys = [before, after].flatMap((place) => (place === null ? [] : [place.key]));
  const [first, second] = keys;
  if (first === undefined) return null;
  if (second === undefined) return first;
  const stays = first.equals(second) && !restDiffers(shape, before, after);
  if (stays) return cardChanged ? AFTER_ALL : null;
  return Buffer.compare(first, second) < 0 ? first : second;
}

function restDiffers(shape: ListShape, before: Place | null, after: Place | null): boolean {
  return shape.rest.some(
    (field) =>
      JSON.stringify(before?.item.values.get(field)) !== JSON.stringify(after?.item.values.get(field)),
  );
}

/** What is kept of a list's window: `reads/schema.ts`. */
export type StoredWindow = { rest: readonly FieldCondition[] | null; first: Buffer; last: Buffer };

/**
 * A window stays as it is when
 * 1. the entry stood nowhere in its list and stands nowhere now; or
 * 2. all it did was after the window's end; or
 * 3. it stood before the window and still does, wherever exactly; or
 * 4. it stands where it stood, and its card is the same.
 */
export function canAlter({ rest, first, last }: StoredWindow, standing: Standing): boolean {
  const before =
    standing.before !== null && meetsRest(rest, standing.before.item) ? standing.before.key : null;
  const after = standing.after !== null && meetsRest(rest, standing.after.item) ? standing.after.key : null;
  const places = [before, after].filter((key) => key !== null);
  if (places.every((key) => Buffer.compare(key, last) > 0)) return false;
  if (before === null || after === null) return true;
  if (places.every((key) => Buffer.compare(key, first) < 0)) return false;
  return standing.cardChanged || !before.equals(after);
}

/** A count is another one only where the entry comes or goes, wherever in the list it stands. */
export function canAlterCount(rest: StoredWindow['rest'], { after, before }: Standing): boolean {
  const isIn = (place: Place | null): boolean => place !== null && meetsRest(rest, place.item);
  return isIn(before) !== isIn(after);
}
