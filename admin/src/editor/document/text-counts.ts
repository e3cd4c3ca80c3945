import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { wordSegmenter } from '../../../../model/word-segmenter.ts';

/** As the pages of the site count it. */
const WORDS_PER_MINUTE = 220;

/** The words of a block stay as many for as long as it is the same: only what has changed is counted anew. */
const COUNTED = new WeakMap<ProseMirrorNode, number>();

export function countWords(doc: ProseMirrorNode, locale: string): number {
  let words = 0;
  doc.descendants((node) => {
    if (!node.isTextblock) return true;
    const counted = COUNTED.get(node) ?? wordsIn(node.textBetween(0, node.content.size, ' ', ' '), locale);
    COUNTED.set(node, counted);
    words += counted;
    return false;
  });
  return words;
}

export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / WORDS_PER_MINUTE));
}

function wordsIn(text: string, locale: string): number {
  let words = 0;
  for (const { isWordLike } of wordSegmenter(locale).segment(text)) if (isWordLike === true) words += 1;
  return words;
}
