import { diffWordsWithSpace } from 'diff';
import { wordSegmenter } from '../word-segmenter.ts';

/** A run of text that both have, or only one of them. Those that are not `added` make the text before, those not `removed` the one after. */
export type WordRun = { kind: 'same' | 'added' | 'removed'; text: string };

/**
 * The work grows with the square of the number of differences. Texts that have more than this many in common places were written anew: nobody reads
 * them word by word.
 */
const EDIT_LENGTH_MAX = 500;

/** Word by word, in the language of the text: Chinese and Japanese have words without spaces. */
export function compareWords(before: string, after: string, locale: string): WordRun[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const runs = diffWordsWithSpace(before, after, {
    intlSegmenter: wordSegmenter(locale),
    maxEditLength: EDIT_LENGTH_MAX,
  });
  return (runs ?? replacedWhole(before, after)).map(({ added, removed, value: text }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text,
  }));
}

function replacedWhole(before: string, after: string) {
  return [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ].filter(({ value }) => value !== '');
}
