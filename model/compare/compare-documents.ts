import { canonicalJson } from '../canonical-json.ts';
import { childrenOf, type RichTextDocument, type RichTextNode } from '../rich-text/document.ts';
import { inlineText } from '../rich-text/plain-text.ts';
import { isBlock } from '../rich-text/schema.ts';
import type { CompareWords, WordRun } from './compare-words.ts';
import { longestIncreasing } from './longest-increasing.ts';

/** What became of one block of a rich text. A block that was only moved has no other differences. */
export type BlockDifference = {
  id: string;
  type: string;
  /** A block that was moved and changed is `changed`, with `isMoved`. */
  change: 'added' | 'removed' | 'moved' | 'changed';
  isMoved: boolean;
  /** Its place among all blocks, from 0, those inside others included; null where it is not there. */
  before: number | null;
  after: number | null;
  /** Of its own text, without that of the blocks in it; null if that is the same. */
  words: WordRun[] | null;
  /** The names of the attributes that differ. */
  attributes: string[];
  /** The text is the same, its formatting or the structure around it is not. */
  isReformatted: boolean;
};

type Block = {
  id: string;
  node: RichTextNode;
  index: number;
  parentId: string | null;
  text: string;
  /** All that is its own: the node, with the blocks in it left out. */
  own: string;
};

/** Block by block, in the order of the document after, each removed block where it was. */
export function compareDocuments(
  before: RichTextDocument,
  after: RichTextDocument,
  compareWords: CompareWords,
): BlockDifference[] {
  const [old, now] = [collectBlocks(before), collectBlocks(after)];
  const moved = findMoved(old, now);
  const differences = [...now.values()].flatMap((block): Placed[] => {
    const previous = old.get(block.id);
    const place = block.index;
    if (previous === undefined) return [{ difference: oneSided(block, 'added'), place }];
    const found = compareBlock(previous, block, compareWords);
    const isMoved = moved.has(block.id);
    if (found === null && !isMoved) return [];
    const unchanged = { words: null, attributes: [], isReformatted: false };
    const { attributes, isReformatted, words } = found ?? unchanged;
    const change: BlockDifference['change'] = found === null ? 'moved' : 'changed';
    const difference = { ...placesOf(previous, block), change, isMoved, words, attributes, isReformatted };
    return [{ difference, place }];
  });
  return [...differences, ...removedBlocks(old, now)]
    .sort((left, right) => left.place - right.place)
    .map(({ difference }) => difference);
}

function placesOf(before: Block, { id, index, node }: Block) {
  return { id, type: node.type, before: before.index, after: index };
}

type Placed = { difference: BlockDifference; place: number };

/** Each behind the block that it followed, where that is now. */
function removedBlocks(old: ReadonlyMap<string, Block>, now: ReadonlyMap<string, Block>): Placed[] {
  let place = -1;
  return [...old.values()].flatMap((block) => {
    const current = now.get(block.id);
    if (current !== undefined) place = current.index;
    return current === undefined ? [{ difference: oneSided(block, 'removed'), place }] : [];
  });
}

function oneSided({ id, index, node, text }: Block, change: 'added' | 'removed'): BlockDifference {
  return {
    id,
    type: node.type,
    change,
    isMoved: false,
    before: change === 'removed' ? index : null,
    after: change === 'added' ? index : null,
    words: text === '' ? null : [{ kind: change, text }],
    attributes: [],
    isReformatted: false,
  };
}

function compareBlock(
  before: Block,
  after: Block,
  compareWords: CompareWords,
): Pick<BlockDifference, 'words' | 'attributes' | 'isReformatted'> | null {
  if (before.own === after.own) return null;
  const words = before.text === after.text ? null : compareWords(before.text, after.text);
  const attributes = differingAttributes(before.node, after.node);
  return { words, attributes, isReformatted: words === null && attributes.length === 0 };
}

function differingAttributes(before: RichTextNode, after: RichTextNode): string[] {
  const [old, now] = [before.attrs ?? {}, after.attrs ?? {}];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].filter((name) => jsonOf(old[name]) !== jsonOf(now[name])).sort();
}

function jsonOf(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

/** Those that stand in another block, and of the others as few as explain the new order. */
function findMoved(old: ReadonlyMap<string, Block>, now: ReadonlyMap<string, Block>): Set<string> {
  const moved = new Set<string>();
  const stayed = new Map<string | null, Block[]>();
  for (const block of now.values()) {
    const previous = old.get(block.id);
    if (previous === undefined) continue;
    if (previous.parentId !== block.parentId) moved.add(block.id);
    else {
      const siblings = stayed.get(block.parentId);
      if (siblings === undefined) stayed.set(block.parentId, [previous]);
      else siblings.push(previous);
    }
  }
  for (const siblings of stayed.values()) {
    const inOrder = longestIncreasing(siblings.map(({ index }) => index));
    for (const { id, index } of siblings) if (!inOrder.has(index)) moved.add(id);
  }
  return moved;
}

/** Every block by its id, in the order of the document. */
function collectBlocks(document: RichTextDocument): Map<string, Block> {
  const blocks = new Map<string, Block>();
  const visit = (nodes: readonly RichTextNode[], parentId: string | null): void => {
    for (const node of nodes) {
      const id = node.attrs?.['id'];
      const isOwn = isBlock(node.type) && typeof id === 'string' && !blocks.has(id);
      if (isOwn) {
        const own = canonicalJson(withoutBlocks(node));
        blocks.set(id, { id, node, index: blocks.size, parentId, text: ownText(node), own });
      }
      visit(childrenOf(node), isOwn ? id : parentId);
    }
  };
  visit(childrenOf(document), null);
  return blocks;
}

/** A list item that holds a paragraph stays, the paragraph has an id of its own. */
function withoutBlocks(node: RichTextNode): RichTextNode {
  if (node.content === undefined) return node;
  return {
    ...node,
    content: childrenOf(node).flatMap((child) => (hasId(child) ? [] : [withoutBlocks(child)])),
  };
}

function hasId(node: RichTextNode): boolean {
  return isBlock(node.type) && typeof node.attrs?.['id'] === 'string';
}

/** Its words, and for blocks without any what people wrote into their attributes. */
function ownText(node: RichTextNode): string {
  const written = ['title', 'label', 'caption', 'alt', 'html'].map((name) => node.attrs?.[name]);
  const lines = written.filter((value) => typeof value === 'string');
  return [...lines, textInside(node)].filter((line) => line !== '').join('\n');
}

function textInside(node: RichTextNode): string {
  const children = childrenOf(node).filter((child) => !hasId(child));
  const isInline = children.some(({ type }) => type === 'text' || type === 'hardBreak');
  return isInline
    ? inlineText(node)
    : children
        .map(textInside)
        .filter((text) => text !== '')
        .join('\n');
}
