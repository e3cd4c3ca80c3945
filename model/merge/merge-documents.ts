import { canonicalJson } from '../canonical-json.ts';
import type { RichTextDocument, RichTextNode } from '../rich-text/document.ts';
import { mergedOrder } from './merged-order.ts';

/** A block that was changed on both sides, each in its own way; null where a side has removed it. */
export type BlockConflict = {
  id: string;
  before: RichTextNode | null;
  ours: RichTextNode | null;
  theirs: RichTextNode | null;
};

export type MergedDocument = { document: RichTextDocument; conflicts: BlockConflict[] };

type ThreeDocuments = { before: RichTextDocument; ours: RichTextDocument; theirs: RichTextDocument };

/**
 * Two people's changes to one document, block by block: what one side has left alone is as the other side has it. Where both have changed a block it stays as
 * ours is, or as theirs where we have removed it, and is told: nothing that somebody wrote is gone before they have seen it.
 */
export function mergeDocuments(documents: ThreeDocuments): MergedDocument {
  const before = blocksOf(documents.before);
  const ours = blocksOf(documents.ours);
  const theirs = blocksOf(documents.theirs);
  const conflicts: BlockConflict[] = [];
  const merged = new Map<string, RichTextNode>();
  for (const id of mergedOrder([...before.keys()], { ours: [...ours.keys()], theirs: [...theirs.keys()] })) {
    const sides = {
      before: before.get(id) ?? null,
      ours: ours.get(id) ?? null,
      theirs: theirs.get(id) ?? null,
    };
    const node = mergeBlock(sides);
    if (node === 'conflict') conflicts.push({ id, ...sides });
    const kept = node === 'conflict' ? (sides.ours ?? sides.theirs) : node;
    if (kept !== null) merged.set(id, kept);
  }
  return { document: { type: 'doc', content: [...merged.values()] }, conflicts };
}

type Blocks = ReadonlyMap<string, RichTextNode>;

/** One without an id is told apart by what stands in it, and how many of the same came before. */
function blocksOf({ content }: RichTextDocument): Blocks {
  const blocks = new Map<string, RichTextNode>();
  for (const node of content) {
    const named = node.attrs?.['id'];
    const key = typeof named === 'string' ? named : `without id ${canonicalJson(node)}`;
    let id = key;
    for (let same = 1; blocks.has(id); same += 1) id = `${key} ${same}`;
    blocks.set(id, node);
  }
  return blocks;
}

function mergeBlock({ before, ours, theirs }: Omit<BlockConflict, 'id'>): RichTextNode | null | 'conflict' {
  if (isSame(ours, theirs) || isSame(theirs, before)) return ours;
  return isSame(ours, before) ? theirs : 'conflict';
}

function isSame(one: RichTextNode | null, other: RichTextNode | null): boolean {
  return one === other || (one !== null && other !== null && canonicalJson(one) === canonicalJson(other));
}
