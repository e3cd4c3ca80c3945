import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { matchItems } from '../../../../model/merge/match-items.ts';
import { showToast } from '../../ui/toast.ts';
import type { ContentStore } from '../content-store.ts';
import { pathOf, type Place } from '../place.ts';
import { useEditor, useValue } from '../use-editor.ts';
import { movedIn, movedOut, type Moved } from './tree-moves.ts';

/** The items of a list, and what can be done with them. */
export type Items = {
  items: readonly unknown[];
  /** Stays with an item wherever it is moved to: what is open there stays open. */
  keys: readonly string[];
  /** What has just been done, for those who do not see it. */
  said: string;
  add: (item: unknown, at: number) => void;
  move: (from: number, to: number) => void;
  /** Of a tree: into the one above, or out of the one that it is part of; null where it cannot. */
  shift: (index: number, way: 'in' | 'out') => (() => void) | null;
  /** Of a tree: what is below an item, and another one there. */
  below: (index: number, name: string) => { count: number; add: (item: unknown) => void };
  /** It can be put back for a while. */
  remove: (at: number, name: string) => void;
};

const NONE: readonly unknown[] = [];
/** As long as a busy browser needs to draw it. */
const FOCUS_TRIES = 30;
let count = 0;

function newKey(): string {
  count += 1;
  return `item-${count}`;
}

export function useItems(place: Place): Items {
  const { t } = useLingui();
  const { store } = useEditor().desk;
  const [value, write] = useValue(place);
  const items: readonly unknown[] = Array.isArray(value) ? value : NONE;
  const [known, setKnown] = useState<Keyed>(() => ({ items, keys: items.map(newKey) }));
  const [said, setSaid] = useState('');
  const keys = carriedKeys(known, items);
  if (known.items !== items) setKnown({ items, keys });
  const change = (nextItems: readonly unknown[], nextKeys: readonly string[]): void => {
    const focusAgain = keepFocus();
    flushSync(() => {
      setKnown({ items: nextItems, keys: nextKeys });
      write(nextItems.length === 0 ? undefined : nextItems);
    });
    focusAgain();
  };
  return {
    items,
    keys,
    said,
    add: (item, at) => change(items.toSpliced(at, 0, item), keys.toSpliced(at, 0, newKey())),
    move: (from, to) => {
      if (to < 0 || to >= items.length || to === from) return;
      change(moved(items, from, to), moved(keys, from, to));
      setSaid(t`Moved to place ${to + 1} of ${items.length}`);
    },
    shift: (index, way) => {
      const [outer, asked] = [place.slice(0, -2), { index, place }];
      const done = way === 'in' ? movedIn(items, asked) : movedOut(listAt(store, outer), asked);
      if (done === null) return null;
      return () => {
        flushSync(() => store.set(way === 'in' ? place : outer, done.items));
        focusHandle(done);
      };
    },
    below: (index, name) => {
      const branch = [...place, index, name];
      const there = listAt(store, branch);
      return { count: there.length, add: (item) => flushSync(() => store.set(branch, [...there, item])) };
    },
    remove: (at, name) => {
      const item = items[at];
      change(items.toSpliced(at, 1), keys.toSpliced(at, 1));
      showToast({
        kind: 'done',
        text: t`${name} is removed.`,
        action: {
          label: t`Put it back`,
          onAct: () => {
            store.set(place, listAt(store, place).toSpliced(at, 0, item));
          },
        },
      });
    },
  };
}

function listAt(store: ContentStore, place: Place): readonly unknown[] {
  const found = store.get(place);
  return Array.isArray(found) ? found : NONE;
}

/** In another list it is another element, which is there a little later. */
function focusHandle({ index, place }: Pick<Moved, 'index' | 'place'>, tries = FOCUS_TRIES): void {
  const list = document.querySelector(`[data-path="${pathOf(place)}"] .item-list`);
  const handle = list?.children[index]?.querySelector<HTMLElement>('.item-handle');
  if (handle) handle.focus();
  else if (tries > 0) requestAnimationFrame(() => focusHandle({ index, place }, tries - 1));
}

type Keyed = { items: readonly unknown[]; keys: readonly string[] };

/** Whoever writes in an item stays in it, whatever somebody else adds, moves or removes around it. */
function carriedKeys(known: Keyed, items: readonly unknown[]): readonly string[] {
  if (known.items === items) return known.keys;
  const changed = items.filter((item, index) => item !== known.items[index]);
  // Whoever types changes one.
  if (items.length === known.items.length && changed.length <= 1) return known.keys;
  return matchItems(known.items, items).map((at) => (at === null ? undefined : known.keys[at]) ?? newKey());
}

function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, ...list.slice(from, from + 1));
}

/** A moved element loses the focus, and the place of the cursor with it. */
function keepFocus(): () => void {
  const focused = document.activeElement;
  const isText = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  const [start, end] = isText ? [focused.selectionStart, focused.selectionEnd] : [null, null];
  return () => {
    if (!(focused instanceof HTMLElement) || !focused.isConnected || focused === document.activeElement)
      return;
    focused.focus();
    if (isText && start !== null) focused.setSelectionRange(start, end);
  };
}
