import type { QueryClient } from '@tanstack/react-query';
import type { Entry } from '../../../model/api/entry.ts';
import type { FieldRecord } from '../../../model/fields.ts';
import { entryQuery } from '../api/queries.ts';
import { createContentStore, type ContentStore, type Place } from './content-store.ts';
import { createFieldIssues, type FieldIssues } from './field-issues.ts';
import { createDeviceShelf } from './keep/device-shelf.ts';
import { createDraftKeeper, type DraftKeeper, type SaveState } from './keep/draft-keeper.ts';
import { sendDraft } from './send-draft.ts';
import { createSignal } from './signal.ts';

/** An open entry: what is typed, and how far it has come. */
export type Desk = {
  readonly entryId: string;
  readonly windowId: string;
  readonly fields: FieldRecord;
  readonly store: ContentStore;
  readonly keeper: DraftKeeper;
  /** What is wrong with what is typed, and where. */
  readonly issues: FieldIssues;
  readonly saveState: () => SaveState;
  readonly onSaveState: (listener: () => void) => () => void;
  /** Something was typed here, or came from elsewhere. */
  readonly onContent: (listener: () => void) => () => void;
  /** Somebody wants to be taken to a place; whoever shows it hears of that. */
  readonly goTo: (target: Target) => void;
  readonly onGoTo: (listener: (target: Target) => void) => () => void;
  readonly close: () => Promise<void>;
};

/** A field, or a block of the document in it. */
export type Target = { place: Place; blockId: string | null };

type Opening = { client: QueryClient; entry: Entry; fields: FieldRecord; userId: string; windowId: string };

const shelf = createDeviceShelf();

export function openDesk({ client, entry, fields, userId, windowId }: Opening): Desk {
  const { id: entryId } = entry;
  const { queryKey } = entryQuery(entryId);
  let state: SaveState = { kind: 'saved' };
  let newest = entry.draft.number;
  const saving = createSignal();
  const { draft } = entry;
  const changing = createSignal();
  const target = createSignal<Target>();
  const store = createContentStore(draft.content, () => {
    keeper.touch();
    // Long texts are not in the store yet.
    changing.tell();
  });
  const issues = createFieldIssues({ store, fields });
  const hear = (heard: Entry): void => {
    newest = Math.max(newest, heard.draft.number);
    client.setQueryData(queryKey, heard);
  };
  const keeper: DraftKeeper = createDraftKeeper({
    entryId,
    windowId,
    userId,
    fields,
    base: { versionId: draft.versionId, content: draft.content },
    shelf,
    save: async (content, versionId) => await sendDraft({ entryId, content, versionId, onAnswer: hear }),
    read: store.read,
    show: (shown) => {
      store.show(shown);
      changing.tell();
    },
    onState: (told) => {
      state = told;
      saving.tell();
    },
  });
  // What the server says by itself. An answer may be late: what is older than what is known here is nobody's change.
  const forget = client.getQueryCache().subscribe(({ query, type }) => {
    if (type !== 'updated' || query.queryHash !== JSON.stringify(queryKey)) return;
    const heard = query.state.data as Entry | undefined;
    if (heard === undefined || heard.draft.number <= newest) return;
    newest = heard.draft.number;
    keeper.receive({ versionId: heard.draft.versionId, content: heard.draft.content });
  });
  const retry = (): void => keeper.retry();
  globalThis.addEventListener('online', retry);
  const onHidden = (): void => {
    if (document.visibilityState === 'hidden') void keeper.flush();
  };
  document.addEventListener('visibilitychange', onHidden);
  return {
    entryId,
    windowId,
    fields,
    store,
    keeper,
    issues,
    saveState: () => state,
    onSaveState: saving.on,
    onContent: changing.on,
    goTo: target.tell,
    onGoTo: target.on,
    close: async () => {
      forget();
      issues.close();
      globalThis.removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', onHidden);
      await keeper.close();
    },
  };
}
