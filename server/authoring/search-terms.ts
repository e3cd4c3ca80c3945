import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian';
import { wordSegmenter } from '../../model/word-segmenter.ts';
import type { SoughtTerm } from '../store/list-filter.ts';

/** Kept with each entry: after a change of what follows, entries are indexed anew. */
export const SEARCH_EDITION = 4;

type Stem = (word: string) => string;

/** By language; words of others are found as they are written. */
const STEMMERS: ReadonlyMap<string, Stem> = new Map(
  Object.entries({
    ar: arabic,
    da: danish,
    de: german,
    el: greek,
    en: english,
    es: spanish,
    fi: finnish,
    fr: french,
    hu: hungarian,
    it: italian,
    nb: norwegian,
    nl: dutch,
    nn: norwegian,
    no: norwegian,
    pt: portuguese,
    ro: romanian,
    ru: russian,
    sv: swedish,
    tr: turkish,
    uk: ukrainian,
  }),
);

/** Both databases refuse more in one entry; a 100,000-word book has about 10,000 different ones. */
const TERMS_MAX = 30_000;
/** Of a draft, a title may be a whole text. */
const TITLE_LENGTH_MAX = 1_000;
/** Longer ones are no words. */
const TERM_LENGTH_MAX = 60;
/** A text has the same words again and again, and a stemmer takes a microsecond for each. */
const STEMS_REMEMBERED = 50_000;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Each character is a word or a part of many: a dictionary knows few of the words that people search for. */
const OF_CHARACTERS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆]+/gu;
const IS_OF_CHARACTERS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const WITHOUT_SPACES = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const NOT_OF_WORDS = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * The words of a text, each once, without what inflects them in the language of the locale: "Häuser" and "Haus" are found by each other. And as they
 * are written, by which they are found while somebody still types one. Both databases keep these and nothing of their own making, so that they give the
 * same answers.
 */
export function searchTerms(text: string, locale: string): string[] {
  const stem = stemmerFor(locale);
  const terms = new Set<string>();
  for (const word of normalWords(text, { locale, parts: pairsAndCharacters })) {
    terms.add(word).add(stem(word));
    if (terms.size >= TERMS_MAX) break;
  }
  terms.delete('');
  return [...terms];
}

/** Those of the title once more, apart from the words of the text, and how it begins. */
export function titleTerms(title: string, locale: string): string[] {
  const words = searchTerms(title.slice(0, TITLE_LENGTH_MAX), locale);
  return words.length === 0 ? [] : [...words.map(ofTitle), titleBeginning(title)];
}

/**
 * The words that a text has to have, each in one of its forms. The last one is still being typed, unless a space ends it: it stands for all that begin
 * so.
 */
export function soughtTerms(typed: string, locale: string): SoughtTerm[][] {
  const stem = stemmerFor(locale);
  const words = [...normalWords(typed, { locale, parts: pairs })];
  const unfinished = /\s$/u.test(typed) ? undefined : words.at(-1);
  const sought = new Map<string, SoughtTerm[]>();
  for (const word of unfinished === undefined ? words : words.slice(0, -1)) {
    const term = stem(word);
    if (term !== '') sought.set(term, [{ term, isBeginning: false }]);
  }
  if (unfinished === undefined) return [...sought.values()];
  const whole = { term: stem(unfinished), isBeginning: false };
  const forms = [...(whole.term === '' ? [] : [whole]), { term: unfinished, isBeginning: true }];
  return [...sought.values(), forms];
}

/** As it stands among the words of the title. */
export function ofTitle(term: string): string {
  return `${TITLE_MARK}${term}`;
}

/** All of a title as one term, whatever its signs and accents. */
export function titleBeginning(title: string): string {
  const letters = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return `${BEGINNING_MARK}${Array.from(letters).slice(0, TERM_LENGTH_MAX).join('')}`;
}

type Terms = { locale: string; parts: (run: string) => Iterable<string> };

function* normalWords(text: string, terms: Terms): Iterable<string> {
  for (const word of wordsOf(text.normalize('NFKC').toLowerCase(), terms))
    yield word.slice(0, TERM_LENGTH_MAX).toWellFormed();
}

/** Characters that no text is written with: what stands behind one is no word that anybody searches for. */
const [COLLECTION_MARK, LOCALE_MARK, OTHER_MARK] = ['\uE000', '\uE001', '\uE002'];
const [TITLE_MARK, BEGINNING_MARK] = ['\uE003', '\uE004'];

/** Where a draft belongs, among its words: the search index narrows by it before anything else is read. */
export function placeTerms({
  collection,
  locale,
}: {
  collection?: string | undefined;
  locale?: string | undefined;
}): string[] {
  const terms = [
    ...(collection === undefined ? [] : [`${COLLECTION_MARK}${collection}`]),
    ...(locale === undefined ? [] : [`${LOCALE_MARK}${locale}`]),
  ];
  return terms.map((term) => term.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\p{Co}]/gu, OTHER_MARK));
}

function* wordsOf(text: string, { locale, parts }: Terms): Iterable<string> {
  for (const [word] of text.matchAll(WORD)) {
    if (IS_OF_CHARACTERS.test(word))
      for (const [run] of word.matchAll(OF_CHARACTERS))
        yield* IS_OF_CHARACTERS.test(run) ? parts(run) : wordsOf(run, { locale, parts });
    else if (WITHOUT_SPACES.test(word))
      for (const { isWordLike, segment } of wordSegmenter(locale).segment(word)) {
        if (isWordLike === true) yield segment;
      }
    else yield word;
  }
}

/** 日本語: 日本 and 本語, which stand one behind the other in hardly any other text. */
function pairs(run: string): string[] {
  const characters = Array.from(run);
  return characters.length === 1
    ? characters
    : characters.slice(1).map((next, index) => characters[index] + next);
}

function pairsAndCharacters(run: string): string[] {
  return [...new Set([...Array.from(run), ...pairs(run)])];
}

/** By locale: to take one apart takes as long as to stem a paragraph. */
const stemmers = new Map<string, Stem>();

function stemmerFor(locale: string): Stem {
  const known = stemmers.get(locale);
  if (known !== undefined) return known;
  const made = rememberStems(STEMMERS.get(new Intl.Locale(locale).language) ?? ((word) => word));
  stemmers.set(locale, made);
  return made;
}

function rememberStems(stem: Stem): Stem {
  const stems = new Map<string, string>();
  return (word) => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    if (stems.size === STEMS_REMEMBERED) stems.clear();
    const made = stem(word).toLowerCase().replaceAll(NOT_OF_WORDS, '');
    stems.set(word, made);
    return made;
  };
}
