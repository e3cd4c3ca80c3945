import type { Editor } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';

/** Which block of the document the mouse is beside, and where its first line is in the field. */
export type Hovered = { index: number; top: number };

export function blockElementAt({ view }: Editor, y: number, before: Hovered | null): Hovered | null {
  const outer = view.dom.parentElement?.getBoundingClientRect();
  const elements = [...view.dom.children].filter(isBlockElement);
  const index = elements.findIndex((element) => y <= element.getBoundingClientRect().bottom);
  const element = elements[index === -1 ? elements.length - 1 : index];
  if (element === undefined || outer === undefined) return null;
  const top = Math.round(element.getBoundingClientRect().top - outer.top);
  const found = index === -1 ? elements.length - 1 : index;
  return before?.index === found && before.top === top ? before : { index: found, top };
}

/** For the keyboard: the block in which the cursor is. */
export function blockAtCursor({ state, view }: Editor): Hovered | null {
  const { $from } = state.selection;
  const index = $from.index(0);
  const element = view.nodeDOM($from.posAtIndex(index, 0));
  const outer = view.dom.parentElement?.getBoundingClientRect();
  if (!(element instanceof HTMLElement) || outer === undefined) return null;
  return { index, top: Math.round(element.getBoundingClientRect().top - outer.top) };
}

/** What ProseMirror puts between blocks is none. */
function isBlockElement(element: Element): boolean {
  return !element.matches('.ProseMirror-widget, .ProseMirror-gapcursor, br');
}

/** The whole block goes with the mouse, and ProseMirror puts it where it is let go. */
export function dragBlock({ state, view }: Editor, event: globalThis.DragEvent, at: number): void {
  const node = NodeSelection.create(state.doc, at);
  view.dispatch(state.tr.setSelection(node));
  const slice = node.content();
  const { dom, text } = view.serializeForClipboard(slice);
  const { dataTransfer } = event;
  if (dataTransfer === null) return;
  dataTransfer.clearData();
  dataTransfer.setData('text/html', dom.innerHTML);
  dataTransfer.setData('text/plain', text);
  dataTransfer.effectAllowed = 'copyMove';
  const element = view.nodeDOM(at);
  if (element instanceof HTMLElement) dataTransfer.setDragImage(element, 0, 0);
  Object.assign(view, { dragging: { slice, move: true, node } });
}
