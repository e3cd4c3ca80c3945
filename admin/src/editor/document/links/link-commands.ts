import { getMarkRange, type Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import type { LinkTarget } from './link-target.ts';

type Range = { from: number; to: number };

/** The document, or the text of a footnote in it. */
export type Written = Pick<Editor, 'schema' | 'state' | 'view'>;

/** The link at the cursor, with where it begins and ends. */
export function linkAt({
  schema,
  state,
}: Pick<Written, 'schema' | 'state'>): (Range & { target: LinkTarget }) | null {
  const type = schema.marks['link'];
  if (type === undefined) return null;
  const { $from } = state.selection;
  const range = getMarkRange($from, type);
  const mark = range && state.doc.nodeAt(range.from)?.marks.find((one) => one.type === type);
  if (!range || mark == null) return null;
  const { anchor, entryId, href } = mark.attrs;
  return { from: range.from, to: range.to, target: { href, entryId, anchor } };
}

/** What is selected becomes a link; a whole link where the cursor stands in one; and where nothing is selected, its words are written. */
export function setLink(written: Written, target: LinkTarget, words: string): void {
  const { schema, state, view } = written;
  const type = schema.marks['link'];
  if (type === undefined) return;
  const { empty, from, to } = state.selection;
  const around = empty ? linkAt(written) : { from, to };
  const mark = type.create(target);
  const { tr } = state;
  if (around === null) {
    tr.replaceSelectionWith(
      schema.text(words, [...(state.storedMarks ?? state.selection.$from.marks()), mark]),
      false,
    );
  } else {
    tr.removeMark(around.from, around.to, type).addMark(around.from, around.to, mark);
    tr.setSelection(TextSelection.create(tr.doc, around.to));
  }
  view.dispatch(tr.removeStoredMark(type));
  view.focus();
}

export function removeLink(written: Written): void {
  const { schema, state, view } = written;
  const type = schema.marks['link'];
  const range = linkAt(written);
  if (type === undefined) return;
  const { from, to } = state.selection.empty && range !== null ? range : state.selection;
  view.dispatch(state.tr.removeMark(from, to, type));
  view.focus();
}
