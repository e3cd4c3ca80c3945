import type { RichTextDocument } from '../model/rich-text/document.ts';
import { plainText } from '../model/rich-text/plain-text.ts';

/** Most people read 200 to 250 words of prose a minute. */
const WORDS_PER_MINUTE = 220;

export function readingMinutes(document: RichTextDocument): number {
  const words = plainText(document).match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE));
}
