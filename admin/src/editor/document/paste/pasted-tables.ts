import { unwrap } from './pasted-styles.ts';

const BLOCKS = 'p, div, ul, ol, li, h1, h2, h3, h4, h5, h6, blockquote, pre';

/** Tables of one line of text a cell, as many cells in each row. Those that only frame or arrange something are taken away from around it. */
export function simplifyTables(root: HTMLElement): void {
  // Inner ones first.
  for (const table of [...root.querySelectorAll('table')].toReversed()) {
    const rows = [...table.rows];
    const isFrame = rows.length <= 1 && (rows[0]?.cells.length ?? 0) <= 1;
    const isInCell = table.parentElement?.closest('td, th') != null;
    if (isFrame) unframe(table);
    else if (isInCell) table.replaceWith(...rows.map((row) => paragraphOf(row)));
    else straighten(table, rows);
  }
}

function unframe(table: HTMLTableElement): void {
  const cell = table.rows[0]?.cells[0];
  if (cell === undefined) table.remove();
  else {
    table.replaceWith(cell);
    unwrap(cell);
  }
}

function paragraphOf(row: HTMLTableRowElement): HTMLElement {
  const line = row.ownerDocument.createElement('p');
  line.textContent = [...row.cells].map((cell) => (cell.textContent ?? '').trim()).join(' · ');
  return line;
}

function straighten(table: HTMLTableElement, rows: readonly HTMLTableRowElement[]): void {
  for (const caption of table.querySelectorAll('caption, colgroup, col')) caption.remove();
  for (const row of rows) {
    for (const cell of Array.from(row.cells)) {
      joinLines(cell);
      const missing = Math.min(cell.colSpan, 50) - 1;
      cell.removeAttribute('colspan');
      cell.removeAttribute('rowspan');
      for (let count = 0; count < missing; count += 1) cell.after(table.ownerDocument.createElement('td'));
    }
  }
}

/** The blocks of a cell become lines of one. */
function joinLines(cell: HTMLTableCellElement): void {
  const blocks = [...cell.querySelectorAll(BLOCKS)];
  for (const block of blocks) {
    const isFollowed =
      block.nextElementSibling !== null || (block.nextSibling?.textContent ?? '').trim() !== '';
    if (isFollowed) block.append(cell.ownerDocument.createElement('br'));
  }
  for (const block of blocks) unwrap(block);
}
