import type { Editor } from '@tiptap/core';

/** What keys and menus ask of the screen around the text. */
export type Wish =
  | { kind: 'link' | 'tools' | 'embed' | 'button' | 'block' | 'escape' }
  /** `text`: what is selected where that is none of the document's own. */
  | { kind: 'find'; text?: string }
  | { kind: 'pictures'; isMultiple: boolean; onChosen: (mediaIds: string[]) => void };

const LISTENERS = new WeakMap<Editor, Set<(wish: Wish) => void>>();

export function ask(editor: Editor, wish: Wish): boolean {
  const listeners = LISTENERS.get(editor) ?? new Set();
  for (const listener of listeners) listener(wish);
  return listeners.size > 0;
}

export function onWish(editor: Editor, listener: (wish: Wish) => void): () => void {
  const listeners = LISTENERS.get(editor) ?? new Set();
  LISTENERS.set(editor, listeners.add(listener));
  return () => void listeners.delete(listener);
}

/** Pictures of the media library, in the order in which they were chosen; none where somebody has changed their mind. */
export async function choosePictures(editor: Editor): Promise<string[]> {
  return await new Promise((resolve) => {
    ask(editor, { kind: 'pictures', isMultiple: true, onChosen: resolve });
  });
}

/** One of them, or none. */
export async function choosePicture(editor: Editor): Promise<string | null> {
  return await new Promise((resolve) => {
    ask(editor, { kind: 'pictures', isMultiple: false, onChosen: ([chosen]) => resolve(chosen ?? null) });
  });
}
