import { childrenOf, type RichTextDocument, type RichTextNode } from './document.ts';
import { inlineText } from './plain-text.ts';

export type OutlineItem = { readonly level: number; readonly text: string; readonly anchor: string };

/** The headings of a document with the anchors they have in its HTML: a table of contents. */
export function outline(document: RichTextDocument): OutlineItem[] {
  return [...headingAnchors(document)].map(([heading, anchor]) => ({
    level: Number(heading.attrs?.['level'] ?? 2),
    text: inlineText(heading).trim(),
    anchor,
  }));
}

/**
 * The HTML id of every heading. `attrs.anchor` stands fast whatever becomes of the text; without it, the anchor is made of the
 * text, with a number behind it where it is taken.
 */
export function headingAnchors(document: RichTextDocument): Map<RichTextNode, string> {
  const headings = collectHeadings(childrenOf(document), []);
  const taken = new Set<string>();
  const anchors = new Map<RichTextNode, string>();
  for (const heading of headings) {
    const fixed = heading.attrs?.['anchor'];
    if (typeof fixed !== 'string' || taken.has(fixed)) continue;
    taken.add(fixed);
    anchors.set(heading, fixed);
  }
  // In the order of the document, which is not the order in which anchors were given.
  return new Map(headings.map((heading) => [heading, anchors.get(heading) ?? freeAnchor(heading, taken)]));
}

function collectHeadings(nodes: readonly RichTextNode[], found: RichTextNode[]): RichTextNode[] {
  for (const node of nodes) {
    if (node.type === 'heading') found.push(node);
    else collectHeadings(childrenOf(node), found);
  }
  return found;
}

function freeAnchor(heading: RichTextNode, taken: Set<string>): string {
  const base = anchorOf(inlineText(heading));
  let anchor = base;
  for (let number = 2; taken.has(anchor); number += 1) anchor = `${base}-${number}`;
  taken.add(anchor);
  return anchor;
}

function anchorOf(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? ['section'];
  return words.join('-').slice(0, 80);
}
