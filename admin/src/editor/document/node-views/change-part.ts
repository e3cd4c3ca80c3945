import { NodeSelection, Selection } from '@tiptap/pm/state';
import type { PartProps } from './react-view.ts';

type Part = Pick<PartProps, 'editor' | 'place'>;

/** Nothing is what the model has as nothing: null. */
export function changePart({ editor, place }: Part, attributes: Readonly<Record<string, unknown>>): void {
  const at = place();
  if (at === undefined) return;
  const { selection, tr } = editor.state;
  for (const [name, value] of Object.entries(attributes))
    tr.setNodeAttribute(at, name, value === '' ? null : value);
  // Whoever types into its form has it selected still.
  if (selection instanceof NodeSelection && selection.from === at)
    tr.setSelection(NodeSelection.create(tr.doc, at));
  editor.view.dispatch(tr);
}

export function removePart({ editor, place }: Part): void {
  const at = place();
  if (at === undefined) return;
  const node = editor.state.doc.nodeAt(at);
  if (node === null) return;
  const tr = editor.state.tr.delete(at, at + node.nodeSize);
  editor.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)))));
  editor.view.focus();
}

/** From its form back into the text, right behind it. */
export function leavePart({ editor, place }: Part): void {
  const at = place();
  if (at === undefined) return;
  editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, at)));
  editor.view.focus();
}
