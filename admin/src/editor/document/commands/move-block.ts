import type { Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode, ResolvedPos } from '@tiptap/pm/model';
import {
  NodeSelection,
  type Selection,
  TextSelection,
  type EditorState,
  type Transaction,
} from '@tiptap/pm/state';

/** The block at the cursor changes places with its neighbour; at the end of what holds it, it goes out of it. */
export function moveBlock({ state, view }: Editor, way: 'up' | 'down'): boolean {
  const change = movedBlock(state, way);
  if (change !== null) view.dispatch(change.scrollIntoView());
  // The keys mean nothing else here, even where there is nowhere to go.
  return true;
}

function movedBlock(state: EditorState, way: 'up' | 'down'): Transaction | null {
  const place = placeOf(state.selection);
  if (place === null) return null;
  const { $at, node, start } = place;
  const index = $at.index();
  const neighbour = $at.parent.maybeChild(way === 'up' ? index - 1 : index + 1);
  const change = state.tr;
  const end = start + node.nodeSize;
  if (neighbour === null) {
    if (!mayStandOutside($at, node) || $at.parent.childCount === 1) return null;
    change.delete(start, end);
    const target = way === 'up' ? $at.before() : change.mapping.map($at.after());
    return change.insert(target, node).setSelection(selectionIn(change, { state, from: start, to: target }));
  }
  const target = way === 'up' ? start - neighbour.nodeSize : start + neighbour.nodeSize;
  change.delete(start, end).insert(target, node);
  return change.setSelection(selectionIn(change, { state, from: start, to: target }));
}

/** The innermost thing that has neighbours to change places with: an item of a list goes as one. */
function placeOf(selection: Selection) {
  if (selection instanceof NodeSelection && selection.node.isBlock)
    return { $at: selection.$from, node: selection.node, start: selection.from };
  const { $from } = selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    const isFirstOfItem = $from.node(depth - 1).type.name.endsWith('Item') && $from.index(depth - 1) === 0;
    if (/^table(?:Row|Cell|Header)$/.test(node.type.name) || isInCell($from, depth) || isFirstOfItem)
      continue;
    const start = $from.before(depth);
    return { $at: $from.doc.resolve(start), node, start };
  }
  return null;
}

function isInCell($from: ResolvedPos, depth: number): boolean {
  return /^table(?:Cell|Header)$/.test($from.node(depth - 1).type.name);
}

/** Whether it may stand beside what holds it: items of a list may not. */
function mayStandOutside($at: ResolvedPos, { type }: ProseMirrorNode): boolean {
  return $at.depth > 0 && $at.node(-1).canReplaceWith($at.index(-1), $at.index(-1), type);
}

function selectionIn(
  change: Transaction,
  { from, state, to }: { state: EditorState; from: number; to: number },
): Selection {
  const { selection } = state;
  if (selection instanceof NodeSelection && selection.from === from)
    return NodeSelection.create(change.doc, to);
  const by = to - from;
  return TextSelection.between(
    change.doc.resolve(selection.anchor + by),
    change.doc.resolve(selection.head + by),
  );
}
