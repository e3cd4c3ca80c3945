import type { FieldRecord } from '../../../../model/fields.ts';
import type { ContentStore } from '../content-store.ts';
import { createSignal } from '../signal.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import type { DraftShelf, KeptDraft } from './kept-draft.ts';
import { findLost, hasAll, type Lost } from './lost-drafts.ts';
import { livingWindows, untilGone } from './window-lock.ts';

/** Words that a window had not saved when it was closed, or the browser, or the machine. */
export type LostWords = {
  /** Nobody has said yet what becomes of them. The same list as long as nothing has changed. */
  list: () => readonly KeptDraft[];
  subscribe: (listener: () => void) => () => void;
  /** They are put back, or thrown away. */
  forget: (draft: KeptDraft) => void;
  remember: (draft: KeptDraft) => void;
  close: () => void;
};

/** The open entry, and the window that has it. */
type Looking = {
  entryId: string;
  fields: FieldRecord;
  keeper: DraftKeeper;
  shelf: DraftShelf;
  store: ContentStore;
  userId: string;
  windowId: string;
};

/** Looked for when the entry is opened, and again as soon as a window that had words of it is gone: one that is reloaded may go later than the next one comes. */
export function createLostWords(looking: Looking): LostWords {
  const changing = createSignal();
  const answered = new Set<string>();
  const closing = new AbortController();
  let lost: readonly KeptDraft[] = [];
  const tell = (next: readonly KeptDraft[]): void => {
    lost = next;
    changing.tell();
  };
  const without = ({ windowId }: KeptDraft): readonly KeptDraft[] =>
    lost.filter((draft) => draft.windowId !== windowId);
  const look = async (): Promise<void> => {
    const { ofLiving, ofOthers } = await findNow(looking);
    const found = await dropSaved(looking, ofOthers);
    if (closing.signal.aborted) return;
    const open = found.filter(({ windowId }) => !answered.has(windowId));
    if (open.length > 0 || lost.length > 0) tell(open);
    if (ofLiving.length === 0) return;
    await Promise.race(ofLiving.map(async ({ windowId }) => await untilGone(windowId, closing.signal)));
    await look();
  };
  // Where the browser keeps nothing there is nothing to be found.
  takeOwn(looking)
    .then(look)
    .catch(() => {});
  return {
    list: () => lost,
    subscribe: changing.on,
    forget: (draft) => {
      answered.add(draft.windowId);
      tell(without(draft));
    },
    remember: (draft) => {
      answered.delete(draft.windowId);
      tell([...without(draft), draft]);
    },
    close: () => closing.abort(),
  };
}

async function findNow({ entryId, shelf, userId, windowId }: Looking): Promise<Lost> {
  const [kept, living] = await Promise.all([shelf.listOf(entryId), livingWindows()]);
  return findLost({ kept, living, userId, windowId, now: Date.now() });
}

/** Before anything is typed here: from then on what is kept of this window is nothing that it would lack. */
async function takeOwn(looking: Looking): Promise<void> {
  const { fields, keeper, store } = looking;
  const { own } = await findNow(looking);
  if (own !== null && !hasAll(fields, { draft: own, content: store.read() })) await keeper.adopt(own);
}

async function dropSaved(
  { fields, shelf, store }: Looking,
  drafts: readonly KeptDraft[],
): Promise<KeptDraft[]> {
  const left: KeptDraft[] = [];
  for (const draft of drafts) {
    if (hasAll(fields, { draft, content: store.read() })) await shelf.remove(draft);
    else left.push(draft);
  }
  return left;
}
