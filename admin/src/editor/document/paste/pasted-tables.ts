import { unwrap } from './pasted-styles.ts';

const BLOCKS = 'p, div, ul, ol, li, h1, h2, h3, h4, h5, h6, blockquote, pre';
const BOLD = 'b, strong';

/**
 * Tables of one line of text a cell, as many cells in each row. Those that only frame or arrange something are taken away from around it. Returns how many cells
 * reached over others and were split: what they held is in the first one.
 */
export function simplifyTables(root: HTMLElement): number {
  let parted = 0;
  // Inner ones first.
  for (const table of [...root.querySelectorAll('table')].toReversed()) {
    const rows = [...table.rows];
    const isFrame = rows.length <= 1 && (rows[0]?.cells.length ?? 0) <= 1;
    const isInCell = table.parentElement?.closest('td, th') != null;
    if (isFrame) unframe(table);
    else if (isInCell) table.replaceWith(...rows.map((row) => paragraphOf(row)));
    else parted += straighten(table, rows);
  }
  return parted;
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

function straighten(table: HTMLTableElement, rows: readonly HTMLTableRowElement[]): number {
  for (const caption of table.querySelectorAll('caption, colgroup, col')) caption.remove();
  const { grid, parted } = partCells(rows);
  for (const [index, row] of rows.entries()) {
    // A text has no table without a head: an empty one would stand above the first row.
    const tag = index === 0 ? 'th' : 'td';
    row.replaceChildren(...(grid[index] ?? []).map((cell) => cellOf(row, cell, tag)));
  }
  return parted;
}

type Cell = HTMLTableCellElement | null;
type Span = { down: number; right: number; height: number; width: number };

const SPAN_MAX = 50;

/** Each cell in its column, and null wherever one reaches to from elsewhere. Columns in which none begins, as Word has them, are left out. */
function partCells(rows: readonly HTMLTableRowElement[]): { grid: Cell[][]; parted: number } {
  const grid = rows.map((): Cell[] => []);
  const spans: Span[] = [];
  for (const [down, row] of rows.entries()) {
    let right = 0;
    for (const cell of row.cells) {
      while (grid[down]?.[right] !== undefined) right += 1;
      const height = Math.min(cell.rowSpan || rows.length, rowsLeft(rows, down));
      const span = { down, right, height, width: Math.min(cell.colSpan, SPAN_MAX) };
      fill(grid, span, cell);
      spans.push(span);
      right += span.width;
    }
  }
  const widest = Math.max(...grid.map((line) => line.length));
  const columns = Array.from({ length: widest }, (_, column) => column).filter((column) =>
    grid.some((line) => (line[column] ?? null) !== null),
  );
  const isParted = ({ height, right, width }: Span): boolean =>
    height > 1 || columns.some((column) => column > right && column < right + width);
  return {
    grid: grid.map((line) => columns.map((column) => line[column] ?? null)),
    parted: spans.filter(isParted).length,
  };
}

/** As far as a cell may reach: to the end of the head, or of the body that it is in. */
function rowsLeft(rows: readonly HTMLTableRowElement[], from: number): number {
  const others = rows.slice(from).findIndex((row) => row.parentElement !== rows[from]?.parentElement);
  return others === -1 ? rows.length - from : others;
}

function fill(grid: readonly Cell[][], { down, height, right, width }: Span, cell: Cell): void {
  for (const [index, line] of grid.slice(down, down + height).entries())
    for (let column = right; column < right + width; column += 1)
      line[column] ??= index === 0 && column === right ? cell : null;
}

function cellOf(row: HTMLTableRowElement, cell: Cell, tag: 'td' | 'th'): HTMLElement {
  const made = row.ownerDocument.createElement(tag);
  if (cell === null) return made;
  joinLines(cell);
  if (tag === 'th') for (const bold of cell.querySelectorAll(BOLD)) unwrap(bold);
  made.append(...cell.childNodes);
  return made;
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
