import { field } from '../../../../model/fields.ts';
import {
  createDraftKeeper,
  type DraftKeeper,
  type SaveOutcome,
  type SaveState,
  type Stored,
} from './draft-keeper.ts';
import type { Content, DraftShelf, KeptDraft, Sending } from './kept-draft.ts';

const fields = { title: field.text(), text: field.text() };

let keys = 0;

/** A server with one entry, a device, and one window on it. */
export function openWindow({ windowId = 'w1', server = createServer(), shelf = createShelf() } = {}) {
  let content: Content = server.current().content;
  const states: SaveState[] = [];
  const keeper: DraftKeeper = createDraftKeeper({
    entryId: 'e',
    windowId,
    userId: 'u',
    fields,
    base: server.current(),
    shelf,
    save: async (sending) => await server.save(sending),
    newKey: () => `key ${(keys += 1)}`,
    read: () => content,
    show: (shown) => {
      content = shown;
    },
    onState: (state) => states.push(state),
  });
  return {
    keeper,
    server,
    shelf,
    states,
    content: () => content,
    type: (change: Content) => {
      content = { ...content, ...change };
      keeper.touch();
    },
  };
}

function createServer() {
  let stored: Stored = { versionId: 'v1', content: { title: 'T', text: 'x' } };
  let failure: SaveOutcome | null = null;
  const saves: Content[] = [];
  const done = new Map<string, Stored>();
  let losesAnswers = false;
  let gate: Promise<void> = Promise.resolve();
  return {
    current: () => stored,
    saves,
    fail: (next: SaveOutcome | null) => {
      failure = next;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    put: (content: Content) => {
      stored = { versionId: `v${Number(stored.versionId.slice(1)) + 1}`, content };
    },
    /** Takes what is sent, and its answer does not come through. */
    loseAnswers: (isLosing: boolean) => {
      losesAnswers = isLosing;
    },
    save: async ({ content, key, versionId }: Sending): Promise<SaveOutcome> => {
      await gate;
      if (failure !== null) return failure;
      const answered = done.get(key);
      if (answered !== undefined) return { kind: 'saved', isReplayed: true, ...answered };
      if (versionId !== stored.versionId) return { kind: 'elsewhere', ...stored };
      saves.push(content);
      stored = { versionId: `v${Number(versionId.slice(1)) + 1}`, content };
      done.set(key, stored);
      return losesAnswers
        ? { kind: 'failed', why: 'offline' }
        : { kind: 'saved', isReplayed: false, ...stored };
    },
  };
}

export function createShelf(): DraftShelf & { drafts: Map<string, KeptDraft> } {
  const drafts = new Map<string, KeptDraft>();
  return {
    drafts,
    put: async (draft) => void drafts.set(draft.windowId, draft),
    remove: async ({ windowId }) => void drafts.delete(windowId),
    listOf: async () => [...drafts.values()],
    listAll: async () => [...drafts.values()],
  };
}
