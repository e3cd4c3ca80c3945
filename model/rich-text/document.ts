/**
 * A rich-text document: JSON in the shape of ProseMirror, with TipTap's names where TipTap has the node. What is allowed where is
 * in `schema.ts`. The types are loose on purpose: documents come from databases and from outside, and what reads them must
 * meet the unknown without throwing.
 */
export type RichTextDocument = { readonly type: 'doc'; readonly content: readonly RichTextNode[] };

export type RichTextNode = {
  readonly type: string;
  readonly attrs?: RichTextAttributes;
  readonly content?: readonly RichTextNode[];
  /** Of a text node only. */
  readonly text?: string;
  readonly marks?: readonly RichTextMark[];
};

export type RichTextMark = { readonly type: string; readonly attrs?: RichTextAttributes };

export type RichTextAttributes = Readonly<Record<string, unknown>>;

export const EMPTY_DOCUMENT: RichTextDocument = { type: 'doc', content: [{ type: 'paragraph' }] };

/** What stands in a node, whatever was stored there. */
export function childrenOf(node: RichTextNode | RichTextDocument): readonly RichTextNode[] {
  return objectsIn<RichTextNode>(node.content);
}

export function marksOf(node: RichTextNode): readonly RichTextMark[] {
  return objectsIn<RichTextMark>(node.marks);
}

export function textOf(node: RichTextNode | RichTextMark, name: string): string | undefined {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : undefined;
}

function objectsIn<Type extends object>(list: readonly Type[] | undefined): readonly Type[] {
  if (!Array.isArray(list)) return [];
  return list.every(isObject) ? list : list.filter(isObject);
}

function isObject(item: unknown): boolean {
  return typeof item === 'object' && item !== null;
}
