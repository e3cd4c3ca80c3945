import { createRequire } from 'node:module';

const LISTS = '@zxcvbn-ts/language-common';

/** A date with a few signs. With more than that around it, the word is no longer what makes the password. */
const DECORATION_MAX_CHARACTERS = 12;

/** What people put before and behind a word to satisfy a form. Part of it may be a letter of the word, in another writing. */
const BEFORE = /^[^\p{L}]*/u;
const BEHIND = /[^\p{L}]*$/u;
const WORD_MIN_CHARACTERS = 4;

const LETTERS_FOR_SIGNS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

let known: ReadonlySet<string> | null = null;

/** Fewer than this again and again, and there is nothing to guess but how often. */
const UNIT_MIN_CHARACTERS = 4;

/**
 * Whether it is among the passwords that breaches have brought up most often, or is made of one of them in a way that guessing programs try first: in capitals,
 * with signs for letters, repeated, or with a date or an exclamation mark around it. Nothing leaves this machine for that.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase().trim();
  // Spaces around it make no password of it.
  if (password !== text && Array.from(text).length < UNIT_MIN_CHARACTERS) return true;
  const units = unitsOf(text);
  if (units.some((unit) => Array.from(unit).length < UNIT_MIN_CHARACTERS)) return true;
  const common = commonPasswords();
  return [text, ...units].some((unit) => formsOf(unit).some((form) => common.has(form)));
}

/** What the text is made of, where it is the same again and again. */
function unitsOf(text: string): string[] {
  const units: string[] = [];
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    if (text.length % length === 0 && unit.repeat(text.length / length) === text) units.push(unit);
  }
  return units;
}

function formsOf(text: string): string[] {
  const words = [text, ...wordsIn(text)];
  return [...words, ...words.map(withLetters)];
}

/** What is left when signs are taken away from both ends, few or many: `$un$h1n3 2024` is "$un$h1n3", among others. */
function wordsIn(text: string): string[] {
  const before = BEFORE.exec(text)?.[0].length ?? 0;
  const behind = BEHIND.exec(text)?.[0].length ?? 0;
  const words: string[] = [];
  // Without a letter there is no word: of ten digits, some would always be somebody's password.
  if (before === text.length) return words;
  for (let start = 0; start <= Math.min(before, DECORATION_MAX_CHARACTERS); start++) {
    for (let end = 0; end <= Math.min(behind, DECORATION_MAX_CHARACTERS - start); end++) {
      const word = text.slice(start, text.length - end);
      if (word.length >= WORD_MIN_CHARACTERS) words.push(word);
    }
  }
  return words;
}

function withLetters(text: string): string {
  return text.replaceAll(/[013457@$!]/g, (sign) => LETTERS_FOR_SIGNS[sign] ?? sign);
}

/** Some 49,000, unpacked when somebody chooses a password: most processes never need them. */
function commonPasswords(): ReadonlySet<string> {
  if (known !== null) return known;
  const load = createRequire(import.meta.url);
  const { dictionary } = load(LISTS) as { dictionary: Readonly<Record<string, readonly string[]>> };
  const passwords = dictionary['passwords-common'];
  if (passwords === undefined) throw new TypeError(`${LISTS} has no list of passwords`);
  known = new Set(passwords);
  return known;
}
