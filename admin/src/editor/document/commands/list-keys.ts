import type { Editor } from '@tiptap/core';
import { goToNextCell } from '@tiptap/pm/tables';
import { addRowAfter, isInTable } from '@tiptap/pm/tables';

const ITEMS = ['listItem', 'taskItem'] as const;

export function splitItem(editor: Editor): boolean {
  return ITEMS.some((item) =>
    editor.commands.splitListItem(item, item === 'taskItem' ? { checked: false } : {}),
  );
}

/** An empty line at the end of a quote or a callout, or an empty item: the next one stands outside. */
export function goOut(editor: Editor): boolean {
  const { $from, empty } = editor.state.selection;
  if (!empty || $from.depth < 2 || $from.parent.content.size > 0 || !$from.parent.isTextblock) return false;
  const container = $from.node(-1);
  if (ITEMS.some((item) => item === container.type.name)) return lift(editor);
  const isLast = $from.index(-1) === container.childCount - 1;
  if (!isLast || !['blockquote', 'callout'].includes(container.type.name)) return false;
  return editor.commands.liftEmptyBlock();
}

/** Deeper in a list, or on to the next cell of a table, which begins another row at its end. */
export function sink(editor: Editor): boolean {
  const { state, view } = editor;
  if (isInTable(state)) {
    if (goToNextCell(1)(state, view.dispatch)) return true;
    if (!addRowAfter(state, view.dispatch)) return false;
    return goToNextCell(1)(editor.state, view.dispatch);
  }
  if (state.selection.$from.parent.type.spec.code === true) {
    view.dispatch(state.tr.insertText('\t'));
    return true;
  }
  return ITEMS.some((item) => editor.commands.sinkListItem(item));
}

export function lift(editor: Editor): boolean {
  const { state, view } = editor;
  if (isInTable(state)) return goToNextCell(-1)(state, view.dispatch);
  return ITEMS.some((item) => editor.commands.liftListItem(item));
}
