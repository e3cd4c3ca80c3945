import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { tableEditing } from '@tiptap/pm/tables';

/** A table is a rectangle, its first row and no other is its head, and no cell reaches over others. */
export const TableShape = Extension.create({
  name: 'tableShape',
  addProseMirrorPlugins: () => [tableShapePlugin(), tableEditing()],
});

export function tableShapePlugin(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, { doc, tr }) => {
      if (!transactions.some(({ docChanged }) => docChanged)) return null;
      doc.forEach((node, at, index) => {
        if (node !== before.doc.maybeChild(index)) straightenIn(tr, node, at);
      });
      return tr.docChanged ? tr : null;
    },
  });
}

function straightenIn(change: Transaction, node: ProseMirrorNode, at: number): void {
  if (node.type.name === 'table') return straighten(change, node, at);
  if (node.isTextblock || node.isLeaf) return;
  node.forEach((child, offset) => straightenIn(change, child, at + 1 + offset));
}

/** Cell by cell, so that the cursor stays where it is. */
function straighten(change: Transaction, table: ProseMirrorNode, at: number): void {
  const { nodes } = table.type.schema;
  const { paragraph, tableCell, tableHeader } = nodes;
  if (paragraph === undefined || tableCell === undefined || tableHeader === undefined) return;
  const width = Math.max(...table.children.map(({ childCount }) => childCount));
  table.forEach((row, rowAt, index) => {
    const type = index === 0 ? tableHeader : tableCell;
    const start = at + 1 + rowAt;
    row.forEach((cell, cellAt) => {
      if (cell.type !== type) change.setNodeMarkup(change.mapping.map(start + 1 + cellAt), type, null);
    });
    const missing = Array.from({ length: width - row.childCount }, () =>
      type.create(null, paragraph.create()),
    );
    if (missing.length > 0) change.insert(change.mapping.map(start + row.nodeSize - 1, -1), missing);
  });
}
