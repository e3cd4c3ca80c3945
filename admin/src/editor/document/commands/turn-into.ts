import type { Editor } from '@tiptap/core';

/** What a block of text can become. */
export type TextKind =
  | { type: 'paragraph' | 'bulletList' | 'orderedList' | 'taskList' | 'blockquote' | 'codeBlock' }
  | { type: 'heading'; level: number }
  | { type: 'callout'; kind: string };

/** The blocks that are selected become it; those that are it already become plain text again. */
export function toggleBlock(editor: Editor, kind: TextKind): boolean {
  const chain = editor.chain().focus(undefined, { scrollIntoView: false });
  const { type } = kind;
  if (type === 'paragraph') return chain.clearNodes().run();
  if (type === 'heading') return chain.toggleNode('heading', 'paragraph', { level: kind.level }).run();
  if (type === 'codeBlock') return chain.toggleNode('codeBlock', 'paragraph').run();
  if (type === 'taskList') return chain.toggleList('taskList', 'taskItem').run();
  if (type === 'blockquote') return chain.toggleWrap('blockquote').run();
  if (type !== 'callout') return chain.toggleList(type, 'listItem').run();
  return editor.isActive('callout')
    ? chain.updateAttributes('callout', { kind: kind.kind }).run()
    : chain.wrapIn('callout', { kind: kind.kind }).run();
}
