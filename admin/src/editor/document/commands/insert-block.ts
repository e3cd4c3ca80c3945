import type { Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { NodeSelection, Selection, type Transaction } from '@tiptap/pm/state';

/** In place of the empty line at the cursor, or below the block there; the cursor goes into it. */
export function insertBlocks({ state, view }: Editor, blocks: readonly ProseMirrorNode[]): void {
  const change = withBlocks(state.tr, blocks);
  view.dispatch(change.scrollIntoView());
  view.focus();
}

function withBlocks(change: Transaction, blocks: readonly ProseMirrorNode[]): Transaction {
  const [first] = blocks;
  if (first === undefined) return change;
  const { $from } = change.selection;
  const depth = depthFor($from, first);
  const at = depth === 0 ? change.selection.to : $from.before(depth);
  const block = $from.node(depth);
  const isEmptyLine = depth > 0 && block.type.name === 'paragraph' && block.content.size === 0;
  const isReplaceable =
    isEmptyLine &&
    $from.node(depth - 1).canReplaceWith($from.index(depth - 1), $from.indexAfter(depth - 1), first.type);
  const start = isReplaceable || depth === 0 ? at : at + block.nodeSize;
  change.replaceWith(start, isReplaceable ? at + block.nodeSize : start, blocks);
  const last = start + blocks.slice(0, -1).reduce((sum, node) => sum + node.nodeSize, 0);
  return change.setSelection(
    first.isAtom ? NodeSelection.create(change.doc, last) : Selection.near(change.doc.resolve(start + 1)),
  );
}

/** The innermost block beside which it may stand: none stands in a cell of a table. */
function depthFor($from: Selection['$from'], { type }: ProseMirrorNode): number {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const outer = $from.node(depth - 1);
    if (outer.canReplaceWith($from.indexAfter(depth - 1), $from.indexAfter(depth - 1), type)) return depth;
  }
  return 0;
}
