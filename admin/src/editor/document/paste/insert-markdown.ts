import type { Editor } from '@tiptap/core';
import { Slice } from '@tiptap/pm/model';
import { documentFromMarkdown } from '../../../../../model/rich-text/markdown/document-from-markdown.ts';
import { textOf } from '../../../../../model/rich-text/document.ts';
import { documentIn } from '../document-json.ts';

/** Text that was written as Markdown, as what it means. Raw HTML in it is text: it came from anywhere. */
export function insertMarkdown(editor: Editor, text: string): void {
  if (editor.isDestroyed) return;
  const { content } = documentIn(editor.schema, withoutHtml(documentFromMarkdown(text)));
  const isOpen = content.childCount === 1 && content.firstChild?.type.name === 'paragraph';
  const change = editor.state.tr.replaceSelection(new Slice(content, isOpen ? 1 : 0, isOpen ? 1 : 0));
  editor.view.dispatch(change.scrollIntoView().setMeta('paste', true));
}

type Document = ReturnType<typeof documentFromMarkdown>;

function withoutHtml(document: Document): Document {
  const content = document.content.map((node) => asText(node));
  return { ...document, content };
}

function asText(node: Document['content'][number]): Document['content'][number] {
  if (node.type === 'rawHtml') {
    const html = textOf(node, 'html') ?? '';
    return { type: 'codeBlock', attrs: { language: 'html' }, content: [{ type: 'text', text: html }] };
  }
  return node.content === undefined ? node : { ...node, content: node.content.map(asText) };
}
