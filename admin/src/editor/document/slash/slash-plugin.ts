import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';

/** A slash that has just been typed, and what has been typed behind it. */
export type Slash = {
  from: number;
  to: number;
  query: string;
  /** It stands right behind a word, and what is inserted there stands within the line. */
  isInline: boolean;
};

const KEY = new PluginKey<Slash | null>('slash');

/** At the beginning of a line or behind a space. */
const SLASH = /(?:^|[\s\uFFFC])\/([\p{L}\p{N}: ]{0,24})$/u;

/** Behind a word or what ends one, up to the next space: not in a date, nor in an address. */
const INLINE_SLASH = /(?:^|\s)(?!\S*\.\p{L})[^\s/]*[^\s/:\p{N}]\/(\p{L}{0,24})$/u;

const KEY_LISTENERS = new WeakMap<Editor, (event: KeyboardEvent) => boolean>();

export const SlashMenuKeys = Extension.create({
  name: 'slashMenu',
  priority: 1200,
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin<Slash | null>({
        key: KEY,
        state: { init: () => null, apply: nextSlash },
        props: {
          handleKeyDown: (view, event) =>
            KEY.getState(view.state) != null && (KEY_LISTENERS.get(editor)?.(event) ?? false),
          handleDOMEvents: {
            blur: (view) => {
              if (KEY.getState(view.state) != null) view.dispatch(view.state.tr.setMeta(KEY, null));
            },
          },
        },
      }),
    ];
  },
});

export function slashIn({ state }: Editor): Slash | null {
  return KEY.getState(state) ?? null;
}

export function closeSlash({ state, view }: Editor): void {
  view.dispatch(state.tr.setMeta(KEY, null));
}

/** Takes what was typed for the menu out of the text. */
export function eraseSlash({ state, view }: Editor, { from, to }: Slash): void {
  view.dispatch(state.tr.delete(from, to).setMeta(KEY, null));
}

export function onSlashKey(editor: Editor, listener: (event: KeyboardEvent) => boolean): () => void {
  KEY_LISTENERS.set(editor, listener);
  return () => void KEY_LISTENERS.delete(editor);
}

function nextSlash(change: Transaction, before: Slash | null, old: EditorState): Slash | null {
  if (change.getMeta(KEY) === null) return null;
  const { $from, empty } = change.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code === true) return null;
  if (before === null && !change.docChanged) return null;
  const text = $from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC');
  const atStart = SLASH.exec(text)?.[1];
  const query = atStart ?? INLINE_SLASH.exec(text)?.[1];
  if (query === undefined) return null;
  const from = $from.pos - query.length - 1;
  // It opens when the slash is typed, and not when somebody comes by one later.
  const grown = change.doc.content.size - old.doc.content.size;
  // Between two blocks, a line is made for it.
  const isTyped = before === null && query === '' && (grown === 1 || (grown === 3 && text === '/'));
  const isOpen = before !== null && change.mapping.map(before.from, -1) === from;
  return isTyped || isOpen ? { from, to: $from.pos, query, isInline: atStart === undefined } : null;
}
