import type { BlockContent, DefinitionContent } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';

import type { RichTextAttributes, RichTextNode } from '../document.ts';
import { CALLOUT_KINDS, targetProblem } from '../schema.ts';
import { hasRequired, readAttributes } from './directive-attributes.ts';
import { readSource } from './read-inline.ts';
import { sourceOf, textNode, type Reading } from './reading.ts';
import { BLOCK_DIRECTIVE } from './syntax.ts';

type ReadInside = (children: readonly (BlockContent | DefinitionContent)[]) => readonly RichTextNode[];

/** `::block{#id}`: the attributes of the block that follows. */
export function isDirectiveBlock(node: BlockContent | DefinitionContent): node is LeafDirective {
  return node.type === 'leafDirective' && node.name === BLOCK_DIRECTIVE && node.children.length === 0;
}

export function readBlockAttributes(type: string, directive: LeafDirective): RichTextAttributes {
  return readAttributes(type, directive.attributes ?? {});
}

/** A directive that is none of ours becomes its source; what stands between its fences is read as usual. */
export function readDirective(
  reading: Reading,
  node: LeafDirective | ContainerDirective,
  inside: ReadInside,
): RichTextNode[] {
  if (node.type === 'leafDirective') {
    return [readLeaf(node) ?? { type: 'paragraph', content: readSource(reading, node) }];
  }
  const [label, children] = splitLabel(node);
  if (node.name === 'gallery') {
    return readGallery(readAttributes('gallery', node.attributes ?? {}), inside(children));
  }
  const kind = CALLOUT_KINDS.includes(node.name) ? node.name : null;
  if (node.name === 'callout' || kind !== null) {
    const title = label === null ? null : sourceOf(reading, label).slice(1, -1);
    const attrs = readAttributes('callout', { kind, title, ...node.attributes });
    return [{ type: 'callout', attrs, content: inside(children) }];
  }
  const [firstLine = ''] = sourceOf(reading, node).split('\n', 1);
  return [
    { type: 'paragraph', content: [textNode(firstLine)] },
    ...(children.length === 0 ? [] : inside(children)),
  ];
}

function readLeaf(node: LeafDirective): RichTextNode | null {
  if (node.children.length > 0 || !['image', 'embed', 'button'].includes(node.name)) return null;
  const attrs = readAttributes(node.name, node.attributes ?? {});
  if (!hasRequired(node.name, attrs)) return null;
  return node.name === 'button' && targetProblem(attrs) !== null ? null : { type: node.name, attrs };
}

/** What is no image follows the gallery. */
function readGallery(attrs: RichTextAttributes, blocks: readonly RichTextNode[]): RichTextNode[] {
  const images = blocks.filter((block) => block.type === 'image');
  const others = blocks.filter((block) => block.type !== 'image');
  return images.length === 0 ? others : [{ type: 'gallery', attrs, content: images }, ...others];
}

function splitLabel(
  node: ContainerDirective,
): readonly [BlockContent | DefinitionContent | null, readonly (BlockContent | DefinitionContent)[]] {
  const [first, ...rest] = node.children;
  const isLabel = first?.type === 'paragraph' && first.data?.directiveLabel === true;
  return isLabel ? [first, rest] : [null, node.children];
}
