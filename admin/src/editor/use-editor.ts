import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Entry } from '../../../model/api/entry.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { Place } from './place.ts';
import type { Desk } from './desk.ts';
import type { ReadOnly } from './use-may-write.ts';
import type { SaveState } from './keep/draft-keeper.ts';
import type { KeptDraft } from './keep/kept-draft.ts';

export type Editor = {
  desk: Desk;
  model: ContentModel;
  /** As the server last told of it: its state, where it is public. What is typed is on the desk. */
  entry: Entry;
  /** Why nothing can be typed; null: it can. */
  readOnly: ReadOnly;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error('There is no editor around this.');
  return editor;
}

export function useSaveState(): SaveState {
  const { desk } = useEditor();
  return useSyncExternalStore(desk.onSaveState, desk.saveState);
}

/** Words that other windows did not save, as long as nobody has decided on them. */
export function useLost(): readonly KeptDraft[] {
  const { lost } = useEditor().desk;
  return useSyncExternalStore(lost.subscribe, lost.list);
}

/** The value at a place, and how to write it: nothing happens where it can only be read. */
export function useValue(place: Place): [value: unknown, write: (value: unknown) => void] {
  const { desk, readOnly } = useEditor();
  const { store } = desk;
  const value = useSyncExternalStore(store.subscribe, () => store.get(place));
  return [
    value,
    (written) => {
      if (readOnly === null) store.set(place, written);
    },
  ];
}

/** What is wrong with the places that a field answers for. */
export function useIssues(isMine: (path: string) => boolean): string[] {
  const { issues } = useEditor().desk;
  const shown = useSyncExternalStore(issues.subscribe, issues.shown);
  return shown.filter(({ path }) => isMine(path)).map(({ message }) => message);
}
