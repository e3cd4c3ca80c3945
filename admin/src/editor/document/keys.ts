import { Extension, type Editor } from '@tiptap/core';
import { leaveUpwards } from '../leave-text.ts';
import { ask } from './ask.ts';
import { moveBlock } from './commands/move-block.ts';
import { goOut, lift, sink, splitItem } from './commands/list-keys.ts';
import { toggleBlock } from './commands/turn-into.ts';

/** What is done without leaving the keyboard. Those of lists come first: Enter and Tab mean something else there. */
export const Keys = Extension.create({
  name: 'keys',
  priority: 1100,
  addKeyboardShortcuts() {
    const { editor } = this;
    return { ...markKeys(editor), ...blockKeys(editor), ...listKeys(editor) };
  },
});

type Keymap = Record<string, () => boolean>;

/** `commands` is asked for each time: it goes with the state of that moment. */
function markKeys(editor: Editor): Keymap {
  const toggle = (mark: string) => () => editor.commands.toggleMark(mark);
  return {
    'Mod-b': toggle('bold'),
    'Mod-i': toggle('italic'),
    'Mod-e': toggle('code'),
    'Mod-Shift-s': toggle('strike'),
    'Mod-Shift-h': toggle('highlight'),
    'Mod-,': toggle('subscript'),
    'Mod-.': toggle('superscript'),
    'Mod-\\': () => editor.commands.unsetAllMarks(),
  };
}

function blockKeys(editor: Editor): Keymap {
  return {
    'Mod-Alt-0': () => toggleBlock(editor, { type: 'paragraph' }),
    'Mod-Alt-2': () => toggleBlock(editor, { type: 'heading', level: 2 }),
    'Mod-Alt-3': () => toggleBlock(editor, { type: 'heading', level: 3 }),
    'Mod-Alt-4': () => toggleBlock(editor, { type: 'heading', level: 4 }),
    'Mod-Alt-c': () => toggleBlock(editor, { type: 'codeBlock' }),
    'Mod-Shift-7': () => toggleBlock(editor, { type: 'orderedList' }),
    'Mod-Shift-8': () => toggleBlock(editor, { type: 'bulletList' }),
    'Mod-Shift-9': () => toggleBlock(editor, { type: 'taskList' }),
    'Mod-Shift-b': () => toggleBlock(editor, { type: 'blockquote' }),
    'Mod-/': () => ask(editor, { kind: 'block' }),
    'Mod-k': () => ask(editor, { kind: 'link' }),
    'Mod-f': () => ask(editor, { kind: 'find' }),
    Escape: () => ask(editor, { kind: 'escape' }),
    'Alt-F10': () => ask(editor, { kind: 'tools' }),
    ArrowUp: () => leaveAtStart(editor),
    'Alt-ArrowUp': () => moveBlock(editor, 'up'),
    'Alt-ArrowDown': () => moveBlock(editor, 'down'),
  };
}

function listKeys(editor: Editor): Keymap {
  const hardBreak = (): boolean =>
    editor.commands.first(({ commands }) => [
      () => commands.newlineInCode(),
      () => commands.insertContent({ type: 'hardBreak' }),
    ]);
  return {
    Enter: () => splitItem(editor) || goOut(editor),
    Tab: () => sink(editor),
    'Shift-Tab': () => lift(editor),
    'Shift-Enter': hardBreak,
    'Mod-Enter': () => editor.commands.exitCode(),
    ArrowDown: () => leaveAtEnd(editor),
  };
}

/** To what is written above the text, from its first line. */
function leaveAtStart({ state, view }: Editor): boolean {
  const { $from, empty } = state.selection;
  if (!empty || !view.endOfTextblock('up')) return false;
  for (let depth = 0; depth < $from.depth; depth += 1) if ($from.index(depth) > 0) return false;
  return leaveUpwards(view.dom);
}

/** Out of a code block that is the last: there is no line below to go to. */
function leaveAtEnd(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  const isAtEnd = empty && $from.parentOffset === $from.parent.content.size;
  if (!isAtEnd || $from.parent.type.spec.code !== true || $from.pos + 1 < editor.state.doc.content.size)
    return false;
  return editor.commands.exitCode();
}
