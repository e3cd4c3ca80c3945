import { isRecord } from '../text-rules.ts';

/** A table is a rectangle whose first row, and no other, is made of header cells: that is what Markdown and screen readers can tell. */
export function tableProblem(rows: unknown): string | null {
  if (!Array.isArray(rows) || rows.length === 0) return null;
  const widths = rows.map((row) => cellsOf(row).length);
  if (widths.some((width) => width !== widths[0]))
    return 'Every row of a table has the same number of cells.';
  const fits = rows.every((row, index) =>
    cellsOf(row).every((cell) => isRecord(cell) && (cell['type'] === 'tableHeader') === (index === 0)),
  );
  return fits ? null : 'The first row of a table, and no other, is made of tableHeader cells.';
}

function cellsOf(row: unknown): readonly unknown[] {
  return isRecord(row) && Array.isArray(row['content']) ? row['content'] : [];
}
