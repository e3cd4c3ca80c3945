import { childrenOf, type RichTextDocument, type RichTextNode } from './document.ts';

const INLINE_PARENTS = new Set(['paragraph', 'heading', 'codeBlock']);

/** What a reader would read aloud, a line per block: for excerpts, search and word counts. Footnotes and raw HTML are left out. */
export function plainText(node: RichTextNode | RichTextDocument): string {
  const lines: string[] = [];
  collectLines(node, lines);
  return lines.join('\n');
}

/** Nothing but empty paragraphs. */
export function isEmptyDocument(document: RichTextDocument): boolean {
  return document.content.every((node) => node.type === 'paragraph' && (node.content?.length ?? 0) === 0);
}

/** Whether publishing it takes the permission to write HTML. */
export function hasRawHtml(node: RichTextNode | RichTextDocument): boolean {
  return node.type === 'rawHtml' || childrenOf(node).some(hasRawHtml);
}

/** The text of a paragraph or heading on one line. */
export function inlineText(node: RichTextNode): string {
  return childrenOf(node)
    .map((child) => {
      if (child.type === 'text') return child.text ?? '';
      return child.type === 'hardBreak' ? ' ' : '';
    })
    .join('');
}

function collectLines(node: RichTextNode | RichTextDocument, lines: string[]): void {
  if (INLINE_PARENTS.has(node.type)) {
    const text = inlineText(node).trim();
    if (text !== '') lines.push(text);
    return;
  }
  for (const child of childrenOf(node)) collectLines(child, lines);
}
