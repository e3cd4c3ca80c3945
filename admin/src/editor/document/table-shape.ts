import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { tableEditing } from '@tiptap/pm/tables';

/**
 * A table is a rectangle, its first row and no other is its head, and no cell reaches over others. One that comes from elsewhere without a head gets an empty one,
 * which readers see nothing of.
 */
export const TableShape = Extension.create({
  name: 'tableShape',
  addProseMirrorPlugins: () => [tableShapePlugin(), tableEditing()],
});

export function tableShapePlugin(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, before, { doc, tr }) => {
      if (!transactions.some(({ docChanged }) => docChanged)) return null;
      const isPasted = transactions.some(comesFromElsewhere);
      doc.forEach((node, at, index) => {
        if (node !== before.doc.maybeChild(index)) straightenIn(tr, { node, at, isPasted });
      });
      return tr.docChanged ? tr : null;
    },
  });
}

function comesFromElsewhere(transaction: Transaction): boolean {
  return transaction.getMeta('paste') === true || transaction.getMeta('uiEvent') === 'drop';
}

type Placed = { node: ProseMirrorNode; at: number; isPasted: boolean };

function straightenIn(change: Transaction, { at, isPasted, node }: Placed): void {
  if (node.type.name === 'table') return straighten(change, { node, at, isPasted });
  if (node.isTextblock || node.isLeaf) return;
  node.forEach((child, offset) => straightenIn(change, { node: child, at: at + 1 + offset, isPasted }));
}

/** Cell by cell, so that the cursor stays where it is. */
function straighten(change: Transaction, { at, isPasted, node: table }: Placed): void {
  const { nodes } = table.type.schema;
  const { paragraph, tableCell, tableHeader, tableRow } = nodes;
  if (paragraph === undefined || tableCell === undefined) return;
  if (tableHeader === undefined || tableRow === undefined) return;
  const hasHead = table.firstChild?.children.some(({ type }) => type === tableHeader) === true;
  const isHeadless = isPasted && !hasHead;
  const width = Math.max(...table.children.map(({ childCount }) => childCount));
  table.forEach((row, rowAt, index) => {
    const type = index === 0 && !isHeadless ? tableHeader : tableCell;
    const start = at + 1 + rowAt;
    row.forEach((cell, cellAt) => {
      if (cell.type !== type) change.setNodeMarkup(change.mapping.map(start + 1 + cellAt), type, null);
    });
    const missing = Array.from({ length: width - row.childCount }, () =>
      type.create(null, paragraph.create()),
    );
    if (missing.length > 0) change.insert(change.mapping.map(start + row.nodeSize - 1, -1), missing);
  });
  if (!isHeadless) return;
  const head = Array.from({ length: width }, () => tableHeader.create(null, paragraph.create()));
  change.insert(change.mapping.map(at + 1, -1), tableRow.create(null, head));
}
