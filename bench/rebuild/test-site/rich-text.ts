import type { RichTextDocument } from '../model/rich-text/document.ts';
import { renderRichTextHtml } from '../model/rich-text/render-html.ts';
import { entryPath } from './content.ts';

export function richTextHtml(document: RichTextDocument | undefined): string {
  if (document === undefined) return '';
  return renderRichTextHtml(document, { resolveEntryPath: entryPath, resolveMedia: () => null });
}
