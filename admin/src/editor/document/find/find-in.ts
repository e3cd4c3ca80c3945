import type { Node as ProseMirrorNode } from '@tiptap/pm/model';

export type Sought = { text: string; isCaseKept: boolean };
export type Match = { from: number; to: number };

/** Stands for what is no text, so that places in the text are places in the document. */
const NO_TEXT = '\uFFFC';

/** Where a text stands, also across bold and links, and in footnotes; never across blocks. */
export function findIn(doc: ProseMirrorNode, { isCaseKept, text }: Sought): Match[] {
  if (text === '') return [];
  const pattern = new RegExp(
    text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`),
    isCaseKept ? 'gu' : 'giu',
  );
  const matches: Match[] = [];
  doc.descendants((node, position) => {
    if (!node.inlineContent) return true;
    for (const match of textIn(node).matchAll(pattern)) {
      const from = position + 1 + match.index;
      matches.push({ from, to: from + match[0].length });
    }
    // Footnotes stand in it.
    return true;
  });
  return matches.sort((one, other) => one.from - other.from);
}

function textIn(block: ProseMirrorNode): string {
  let text = '';
  block.forEach((child) => {
    text += child.isText ? child.text : NO_TEXT.repeat(child.nodeSize);
  });
  return text;
}
