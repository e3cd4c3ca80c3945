import { diffWordsWithSpace } from 'diff';
import { wordSegmenter } from '../word-segmenter.ts';

/** A run of text that both have, or only one of them. Those that are not `added` make the text before, those not `removed` the one after. */
export type WordRun = { kind: 'same' | 'added' | 'removed'; text: string };

/**
 * The work grows with the square of the number of differences. Texts that have more than this many in common places were written anew: nobody reads
 * them word by word.
 */
const EDIT_LENGTH_MAX = 500;

/** Some 60,000 words of both texts, which take a fifth of a second: meanwhile a server does nothing else. */
const CHARACTERS_MAX = 400_000;

export type CompareWords = (before: string, after: string) => WordRun[];

/** For all texts of one comparison: what comes when they have become too many is shown as written anew. */
export function wordComparison(locale: string): CompareWords {
  let left = CHARACTERS_MAX;
  return (before, after) => {
    const isSame = before === after;
    if (!isSame) left -= before.length + after.length;
    return isSame || left >= 0 ? compareWords(before, after, locale) : runsOf(replacedWhole(before, after));
  };
}

/** Word by word, in the language of the text: Chinese and Japanese have words without spaces. */
export function compareWords(before: string, after: string, locale: string): WordRun[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  const runs = diffWordsWithSpace(before, after, {
    intlSegmenter: wordSegmenter(locale),
    maxEditLength: EDIT_LENGTH_MAX,
  });
  return runsOf(runs ?? replacedWhole(before, after));
}

function runsOf(runs: readonly { value: string; added: boolean; removed: boolean }[]): WordRun[] {
  return runs.map(({ added, removed, value: text }) => ({
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
