import type { ItemChange } from '../item-state.ts';
import type { Question } from '../read-record.ts';
import { canAlter, canAlterCount, probesFor, questionsAbout } from './affected.ts';
import { equalTexts, whereOfPlace, type ListShape } from './list-shape.ts';
import type { ReadStore, StoredRead } from './read-store.ts';
import type { Selection } from './selection.ts';

/** Reads whose answers the changes can have altered, found by index and never by a walk over all of them. */
export function findCandidates(
  changes: readonly ItemChange[],
  { questions = [], selection, store }: CandidateSources,
): { candidates: StoredRead[]; rowsRead: number } {
  const found = new Map<number, StoredRead>();
  let rowsRead = 0;
  const add = (read: StoredRead | null): void => {
    rowsRead += 1;
    if (read !== null) found.set(read.readId, read);
  };
  const shapes = store.shapes();
  for (const question of questions) add(store.find(question));
  for (const change of changes) {
    for (const question of questionsAbout(change)) add(store.find(question));
    const { isMoved, isPublishedAgain, isShownDifferently } = howItChanged(change);
    if (isPublishedAgain || isShownDifferently) {
      for (const read of store.readsWithMember(change.id))
        if (isShownDifferently || read.question.kind === 'published-at') add(read);
    }
    if (!isMoved && !isShownDifferently) continue;
    for (const { kind, shape, shapeId } of shapes) {
      if (kind === 'window') {
        for (const read of alteredWindows(change, { shape, shapeId, store })) add(read);
      } else if (isMoved) {
        const ids = adjacent(change, { selection, shape, shapeId, store });
        for (const read of ids.flatMap((id) => store.readsWithMember(id))) add(read);
      }
    }
  }
  return { candidates: [...found.values()], rowsRead };
}

export type CandidateSources = {
  store: ReadStore;
  /** Over the content as it is after the changes. */
  selection: Selection;
  /** Other questions whose answers may have changed: media, redirects, the clock. */
  questions?: readonly Question[];
};

/** A body that no list shows changes neither: then no list has to be looked at. */
function howItChanged({ before, after }: ItemChange): HowItChanged {
  return {
    isMoved: before === null || after === null || valuesOf(before) !== valuesOf(after),
    isPublishedAgain: before?.publishedAt !== after?.publishedAt,
    isShownDifferently: before?.cardDigest !== after?.cardDigest,
  };
}

type HowItChanged = { isMoved: boolean; isPublishedAgain: boolean; isShownDifferently: boolean };

function valuesOf(item: ItemChange['after']): string {
  return JSON.stringify([...(item?.values ?? [])]);
}

type OneShape = { shape: ListShape; shapeId: number; store: ReadStore };

function alteredWindows(change: ItemChange, { shape, shapeId, store }: OneShape): StoredRead[] {
  return probesFor(shape, change).flatMap(({ equal, from, standing }) =>
    store.windowsEndingFrom({ shapeId, equal, from }).flatMap((window) => {
      if (!canAlter(window, standing)) return [];
      const read = store.get(window.readId);
      if (read === null || (read.question.kind === 'count' && !canAlterCount(window.rest, standing)))
        return [];
      return [read];
    }),
  );
}

/**
 * The entries that an entry now stands between: theirs are the answers that it enters. The answers that it leaves have it as a member,
 * and so do its own.
 */
function adjacent(
  { id, after, before }: ItemChange,
  { selection, shape, shapeId, store }: OneShape & { selection: Selection },
): string[] {
  const isHere = (item: ItemChange['after']): boolean =>
    item?.collection === shape.collection && item.locale === shape.locale;
  const ids = isHere(before) || isHere(after) ? [id] : [];
  if (after === null || !isHere(after)) return ids;
  for (const equal of equalTexts(shape, after)) {
    for (const rest of store.restsAt({ shapeId, equal })) {
      const { collection, locale, sort } = shape;
      const where = whereOfPlace({ shape, equal, rest });
      const { previous, next } = selection.neighbours({ collection, locale, where, sort, id });
      ids.push(...[previous, next].filter((neighbour) => neighbour !== null));
    }
  }
  return ids;
}
