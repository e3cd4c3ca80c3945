import type { QueryClient } from '@tanstack/react-query';
import type { Entry } from '../../../model/api/entry.ts';
import type { FieldRecord } from '../../../model/fields.ts';
import { followLeaving, isGoing } from '../api/last-words.ts';
import { entryQuery } from '../api/queries.ts';
import { isBlank } from './blank-entry.ts';
import { createContentStore, type ContentStore } from './content-store.ts';
import { createFieldIssues, type FieldIssues } from './field-issues.ts';
import { createDeviceShelf } from './keep/device-shelf.ts';
import { createDraftKeeper, type DraftKeeper, type SaveState } from './keep/draft-keeper.ts';
import type { DraftShelf, Sending } from './keep/kept-draft.ts';
import { createLostWords, type LostWords } from './keep/lost-words.ts';
import { newId } from './new-id.ts';
import type { Place } from './place.ts';
import { createPresence, type Presence } from './presence.ts';
import { sendDraft, sendNew } from './send-draft.ts';
import { createSignal } from './signal.ts';

/** An open entry: what is typed, and how far it has come. */
export type Desk = {
  /** Its own name, as long as it is open. */
  readonly name: string;
  /** Of one that is only about to be begun, none that the server knows: it changes once. */
  readonly entryId: string;
  readonly windowId: string;
  readonly userId: string;
  readonly fields: FieldRecord;
  readonly store: ContentStore;
  readonly keeper: DraftKeeper;
  readonly shelf: DraftShelf;
  /** What other windows of this person did not save, and nobody has decided on. */
  readonly lost: LostWords;
  /** What is wrong with what is typed, and where. */
  readonly issues: FieldIssues;
  /** Who else has it open, and where this window is in it. */
  readonly presence: Presence;
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

export type Opening = {
  client: QueryClient;
  /** As the server has just told it, or one that is to be begun: `blankEntry`. */
  entry: Entry;
  fields: FieldRecord;
  userId: string;
  windowId: string;
  /** The first keystrokes have made an entry of it. */
  onBegun: (entry: Entry) => void;
};

const shelf = createDeviceShelf();

export function openDesk({ client, entry, fields, onBegun, userId, windowId }: Opening): Desk {
  const { draft } = entry;
  const known: Known = { id: entry.id, isBegun: !isBlank(entry), newest: draft };
  const state = createState({ kind: 'saved', at: draft.savedAt });
  const { tellContent, ways } = createWays();
  const store = createContentStore(draft.content, () => {
    keeper.touch();
    // Long texts are not in the store yet.
    tellContent();
    // Nothing to find again otherwise, and nothing that others could see.
    if (!known.isBegun) void keeper.flush();
  });
  const own = { fields, shelf, store, userId, windowId };
  const issues = createFieldIssues(own);
  const presence = createPresence({ client, windowId });
  const hear = (heard: Entry): void => {
    if (isNewer(heard.draft, known.newest)) known.newest = heard.draft;
    client.setQueryData(entryQuery(heard.id).queryKey, heard);
  };
  const begin = (made: Entry): void => {
    hear(made);
    Object.assign(known, { id: made.id, isBegun: true });
    keeper.moveTo(made.id);
    presence.start(made.id);
    onBegun(made);
  };
  const save = async (sending: Sending) =>
    known.isBegun
      ? await sendDraft({ entryId: known.id, sending, onAnswer: hear, onIssues: issues.set })
      : await sendNew({ entry: beginningOf(entry), sending, onAnswer: begin, onIssues: issues.set });
  const keeper: DraftKeeper = createDraftKeeper({
    ...own,
    entryId: entry.id,
    base: { versionId: draft.versionId, content: draft.content },
    save,
    newKey: newId,
    read: store.read,
    show: (shown) => {
      store.show(shown);
      tellContent();
    },
    onState: state.tell,
  });
  const isWaiting = (): boolean => state.told.saveState().kind === 'waiting';
  const stopFollowing = follow({ client, known, keeper, isWaiting });
  if (known.isBegun) presence.start(known.id);
  const lost = createLostWords({ ...own, entryId: known.id, keeper });
  return {
    ...own,
    name: newId(),
    get entryId() {
      return known.id;
    },
    keeper,
    lost,
    issues,
    presence,
    ...state.told,
    ...ways,
    close: async () => {
      stopFollowing();
      lost.close();
      issues.close();
      presence.close();
      await keeper.close();
    },
  };
}

/** What of the entry is known here, as the server has told it. */
type Known = { id: string; isBegun: boolean; newest: Saved };

type Saved = Pick<Entry['draft'], 'number' | 'savedAt'>;

/** The saves of one person in one sitting share a number: there the moment tells them apart. */
function isNewer(one: Saved, other: Saved): boolean {
  return one.number === other.number ? one.savedAt > other.savedAt : one.number > other.number;
}

type Following = { client: QueryClient; known: Known; keeper: DraftKeeper; isWaiting: () => boolean };

function follow(following: Following): () => void {
  const stops = [followEntry(following), listenToWindow(following.keeper)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What the server says by itself. An answer may be late: what is older than what is known here is nobody's change. */
function followEntry({ client, isWaiting, keeper, known }: Following): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.query.queryHash !== JSON.stringify(entryQuery(known.id).queryKey)) return;
    if (event.type !== 'updated' || event.action.type !== 'success') return;
    // It answers again, or whoever was signed out is back.
    if (isWaiting()) keeper.retry();
    const heard = event.query.state.data as Entry | undefined;
    if (heard === undefined || !isNewer(heard.draft, known.newest)) return;
    known.newest = heard.draft;
    keeper.receive({ versionId: heard.draft.versionId, content: heard.draft.content });
  });
}

function beginningOf({ collection, locale }: Entry): { collection: string; locale: string } {
  return { collection, locale };
}

function createWays() {
  const changing = createSignal();
  const target = createSignal<Target>();
  const ways = { onContent: changing.on, goTo: target.tell, onGoTo: target.on };
  return { tellContent: changing.tell, ways };
}

function createState(first: SaveState) {
  let state = first;
  const saving = createSignal();
  return {
    told: { saveState: (): SaveState => state, onSaveState: saving.on },
    tell: (told: SaveState): void => {
      // That is said with each key, and is news with the first.
      if (told.kind === 'unsaved' && state.kind === 'unsaved') return;
      state = told;
      saving.tell();
    },
  };
}

function listenToWindow(keeper: DraftKeeper): () => void {
  const retry = (): void => keeper.retry();
  const onHidden = (): void => {
    if (isGoing()) void keeper.flush();
  };
  // Whoever leaves is asked while there is something that neither the server nor this device has.
  const onLeave = (event: BeforeUnloadEvent): void => {
    if (!keeper.isSafe()) event.preventDefault();
  };
  const stopFollowing = followLeaving();
  globalThis.addEventListener('online', retry);
  globalThis.addEventListener('beforeunload', onLeave);
  document.addEventListener('visibilitychange', onHidden);
  globalThis.addEventListener('pagehide', onHidden);
  return () => {
    stopFollowing();
    globalThis.removeEventListener('online', retry);
    globalThis.removeEventListener('beforeunload', onLeave);
    document.removeEventListener('visibilitychange', onHidden);
    globalThis.removeEventListener('pagehide', onHidden);
  };
}
