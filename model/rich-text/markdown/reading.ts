import type { Definition, FootnoteDefinition, Nodes, Root } from 'mdast';

import { cleanText } from '../../text-rules.ts';
import type { RichTextMark, RichTextNode } from '../document.ts';

/** The state of reading one Markdown text. */
export type Reading = {
  readonly source: string;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly footnotes: ReadonlyMap<string, FootnoteDefinition>;
  readonly usedFootnotes: Set<string>;
};

/** Definitions may stand anywhere, also below their use. No recursion: text from outside decides how deep the tree is. */
export function createReading(source: string, root: Root): Reading {
  const definitions = new Map<string, Definition>();
  const footnotes = new Map<string, FootnoteDefinition>();
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    // The first definition of a name counts, as in CommonMark.
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node);
    if (node.type === 'footnoteDefinition' && !footnotes.has(node.identifier))
      footnotes.set(node.identifier, node);
    if ('children' in node) waiting.push(...node.children.toReversed());
  }
  return { source, definitions, footnotes, usedFootnotes: new Set() };
}

/** What stands in the text for a node. */
export function sourceOf(reading: Reading, node: Nodes): string {
  return reading.source.slice(startOf(node), endOf(node));
}

export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}

export function textNode(value: string, marks: readonly RichTextMark[] = []): RichTextNode {
  return { type: 'text', text: cleanText(value), marks };
}
