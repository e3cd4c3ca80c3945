import { outline, type OutlineItem } from '../../../../../model/rich-text/heading-anchors.ts';
import type { RichTextDocument } from '../../../../../model/rich-text/document.ts';
import { isRecord } from '../../../../../model/text-rules.ts';

/** The headings of every text in an entry, with the anchors that its page has for them. */
export function headingsOf(content: unknown): OutlineItem[] {
  if (Array.isArray(content)) return content.flatMap(headingsOf);
  if (!isRecord(content)) return [];
  return content['type'] === 'doc' && Array.isArray(content['content'])
    ? outline(content as RichTextDocument)
    : Object.values(content).flatMap(headingsOf);
}
