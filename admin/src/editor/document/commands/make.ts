import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';

type Attributes = Readonly<Record<string, unknown>> | null;

/** A node by its name. */
export function make(
  schema: Schema,
  name: string,
  ...[attributes = null, content = []]: [attributes?: Attributes, content?: readonly ProseMirrorNode[]]
): ProseMirrorNode {
  return schema.node(name, attributes, content);
}
