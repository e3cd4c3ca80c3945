import type { Node as ProseMirrorNode, ResolvedPos } from '@tiptap/pm/model';
import { isBlock } from '../../../../model/rich-text/schema.ts';

/** Where the block with that id begins; null where there is none. */
export function placeOfBlock(doc: ProseMirrorNode, blockId: string): number | null {
  let found: number | null = null;
  doc.descendants((node, at) => {
    if (found === null && node.attrs['id'] === blockId) found = at;
    return found === null && !node.isTextblock;
  });
  return found;
}

/** The innermost block around a place, or behind it. */
export function blockIdAt($place: ResolvedPos): string | null {
  const { nodeAfter } = $place;
  const around = Array.from({ length: $place.depth }, (_, above) => $place.node($place.depth - above));
  const blocks = [...(nodeAfter === null || nodeAfter.isText ? [] : [nodeAfter]), ...around];
  const id: unknown = blocks.find(({ type }) => isBlock(type.name))?.attrs['id'];
  return typeof id === 'string' ? id : null;
}
