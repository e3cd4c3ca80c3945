import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { field } from '../../../../model/fields.ts';
import { decide } from './decide.ts';
import { createDraftKeeper, type SaveState } from './draft-keeper.ts';
import type { Content } from './kept-draft.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A window on an entry with one list, of which the server tells what others make. */
function openWindow(words: readonly string[]) {
  let content: Content = { words };
  let version = 1;
  let state: SaveState | null = null;
  const keeper = createDraftKeeper({
    entryId: 'e',
    windowId: 'w',
    userId: 'u',
    fields: { words: field.list({ of: field.text() }) },
    base: { versionId: 'v1', content },
    shelf: { put: async () => {}, remove: async () => {}, listOf: async () => [], listAll: async () => [] },
    save: () => new Promise(() => {}),
    newKey: () => 'key',
    read: () => content,
    show: (shown) => {
      content = shown;
    },
    onState: (told) => {
      state = told;
    },
  });
  return {
    content: () => content,
    conflicts: () => (state?.kind === 'conflict' ? state.conflicts : []),
    type: (...typed: readonly string[]) => {
      content = { words: typed };
      keeper.touch();
    },
    hear: (...heard: readonly string[]) =>
      keeper.receive({ versionId: `v${(version += 1)}`, content: { words: heard } }),
  };
}

test('items that each was changed by somebody else come together', () => {
  const { conflicts, content, hear, type } = openWindow(['a', 'b', 'c']);
  type('a', 'b', 'ours');
  hear('theirs', 'b', 'c');
  expect(content()).toEqual({ words: ['theirs', 'b', 'ours'] });
  expect(conflicts()).toEqual([]);
});

test('an item that both have changed is one conflict, also after they have changed it again and added others', () => {
  const { conflicts, content, hear, type } = openWindow(['a', 'b', 'c']);
  type('a', 'ours', 'c');
  hear('a', 'theirs', 'c');
  type('a', 'ours, and on', 'c');
  hear('new', 'a', 'theirs again', 'c');
  expect(content()).toEqual({ words: ['new', 'a', 'ours, and on', 'c'] });
  expect(conflicts()).toMatchObject([{ kind: 'item', before: 'b', theirs: 'theirs again' }]);
});

test('an item is decided on where it is, though others have come before it since', () => {
  const { conflicts, content, hear, type } = openWindow(['a', 'b', 'c']);
  type('a', 'ours', 'c');
  hear('a', 'theirs', 'c');
  hear('new', 'a', 'theirs', 'c');
  const [conflict] = conflicts();
  expect(conflict).toBeDefined();
  expect(conflict && decide(content(), conflict, 'theirs')).toEqual({ words: ['new', 'a', 'theirs', 'c'] });
});
