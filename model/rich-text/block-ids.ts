import type { RichTextDocument, RichTextNode } from './document.ts';
import { isBlock } from './schema.ts';

/**
 * Gives every block an id of its own (`attrs.id`): ids that are there stay, so that edits made in two places can be told apart
 * block by block; missing ones, and those that a copied block brought along, are made by `makeId`. List items and the parts of
 * a table have none. Returns the document itself if nothing was missing.
 */
export function withBlockIds(document: RichTextDocument, makeId: () => string): RichTextDocument {
  const taken = new Set<unknown>();
  const content = withIds(document.content, { taken, makeId });
  return content === document.content ? document : { ...document, content };
}

type Ids = { readonly taken: Set<unknown>; readonly makeId: () => string };

function withIds(nodes: readonly RichTextNode[], ids: Ids): readonly RichTextNode[] {
  const changed = nodes.map((node) => withId(node, ids));
  return changed.some((node, index) => node !== nodes[index]) ? changed : nodes;
}

function withId(node: RichTextNode, ids: Ids): RichTextNode {
  const attrs = isBlock(node.type) ? attributesWithId(node, ids) : node.attrs;
  const content = node.content === undefined ? undefined : withIds(node.content, ids);
  if (attrs === node.attrs && content === node.content) return node;
  return {
    ...node,
    ...(attrs === undefined ? {} : { attrs }),
    ...(content === undefined ? {} : { content }),
  };
}

function attributesWithId(node: RichTextNode, { taken, makeId }: Ids): RichTextNode['attrs'] {
  const id = node.attrs?.['id'] ?? undefined;
  if (id !== undefined && !taken.has(id)) {
    taken.add(id);
    return node.attrs;
  }
  const made = makeId();
  taken.add(made);
  return { ...node.attrs, id: made };
}
