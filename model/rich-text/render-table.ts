import { childrenOf, textOf, type RichTextNode } from './document.ts';
import { attribute } from './escape-html.ts';
import { renderInline } from './render-inline.ts';
import { type Rendering } from './rendering.ts';
import { CELL_ALIGNMENTS } from './schema.ts';

/** Header cells give the alignment of their columns. A head that says nothing is none: it would be read out as such. */
export function renderTable(rendering: Rendering, table: RichTextNode): string {
  const rows = childrenOf(table);
  const alignments = childrenOf(rows[0] ?? table).map((cell) => textOf(cell, 'align') ?? '');
  const headRows = rows.filter((row) => childrenOf(row).every((cell) => cell.type === 'tableHeader'));
  const bodyRows = rows.filter((row) => !headRows.includes(row));
  const shownHead = bodyRows.length > 0 ? headRows.filter((row) => !isEmpty(row)) : headRows;
  const head = shownHead.map((row) => renderRow(rendering, row, alignments)).join('');
  const body = bodyRows.map((row) => renderRow(rendering, row, alignments)).join('');
  return `<table>${head === '' ? '' : `<thead>${head}</thead>`}${body === '' ? '' : `<tbody>${body}</tbody>`}</table>`;
}

function isEmpty(row: RichTextNode): boolean {
  const inline = childrenOf(row).flatMap(childrenOf).flatMap(childrenOf);
  return inline.every(({ text, type }) => type === 'text' && (text ?? '').trim() === '');
}

function renderRow(rendering: Rendering, row: RichTextNode, alignments: readonly string[]): string {
  let html = '';
  for (const [index, cell] of childrenOf(row).entries()) {
    const align = alignments[index] ?? '';
    const className = attribute('class', CELL_ALIGNMENTS.includes(align) ? `align-${align}` : null);
    const content = renderInline(rendering, childrenOf(cell).flatMap(childrenOf));
    html +=
      cell.type === 'tableHeader'
        ? `<th scope="col"${className}>${content}</th>`
        : `<td${className}>${content}</td>`;
  }
  return `<tr>${html}</tr>`;
}
