import type { Node as ProseMirrorNode } from '@tiptap/pm/model';

export type Sought = { text: string; isCaseKept: boolean };
export type Match = { from: number; to: number };

type Run = { text: string; at: number };

/**
 * Where a text stands, also across bold and links, and within footnotes; never across blocks, and never from the text into a footnote or behind it: what is put in
 * its place would take the footnote away.
 */
export function findIn(doc: ProseMirrorNode, { isCaseKept, text }: Sought): Match[] {
  if (text === '') return [];
  const pattern = new RegExp(
    text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`),
    isCaseKept ? 'gu' : 'giu',
  );
  const matches: Match[] = [];
  doc.descendants((node, position) => {
    if (!node.inlineContent) return true;
    for (const { at, text: run } of runsIn(node))
      for (const match of run.matchAll(pattern)) {
        const from = position + 1 + at + match.index;
        matches.push({ from, to: from + match[0].length });
      }
    // Footnotes stand in it.
    return true;
  });
  return matches.sort((one, other) => one.from - other.from);
}

/** Text that nothing else stands in. */
function runsIn(block: ProseMirrorNode): Run[] {
  const runs: Run[] = [];
  let isGoingOn = false;
  block.forEach((child, at) => {
    const last = runs.at(-1);
    if (child.isText && isGoingOn && last !== undefined) last.text += child.text;
    else if (child.isText) runs.push({ text: child.text ?? '', at });
    isGoingOn = child.isText;
  });
  return runs;
}

/** What somebody who has selected this may be looking for: what is selected, as far as it is text of one line. */
export function soughtIn(doc: ProseMirrorNode, { from, to }: Match): string {
  let text = '';
  let isOver = false;
  doc.nodesBetween(from, to, (node, at) => {
    if (node.isText && !isOver) text += node.text?.slice(Math.max(0, from - at), to - at) ?? '';
    else if (text !== '') isOver = true;
    return !isOver;
  });
  return text;
}
