import type { FieldOf } from './fields.ts';
import { SLUG_BYTES_MAX } from './limits.ts';

/** Letters that do not fall apart into a base letter and an accent. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/** As passports and maps spell them in Latin letters; soft and hard signs have no sound. */
const CYRILLIC = Object.fromEntries(
  [
    'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch',
    'ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya і:i ї:yi є:ye ґ:g ў:u ј:j љ:lj њ:nj ћ:c ђ:dj џ:dz',
  ].flatMap((line) => line.split(' ').map((pair) => pair.split(':'))),
) as Readonly<Record<string, string>>;

const SPELLINGS: Readonly<Record<string, string>> = { ...LATIN, ...CYRILLIC };
/** Where a language spells a letter in a way of its own. */
const OF_LANGUAGE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { ...SPELLINGS, ä: 'ae', ö: 'oe', ü: 'ue' },
  uk: { ...SPELLINGS, и: 'y', г: 'h' },
};

/** Short enough to read in an address bar; a path segment may be far longer. */
const SUGGESTED_LENGTH_MAX = 80;

export function suggestedLength({ maxLength = SUGGESTED_LENGTH_MAX }: FieldOf<'slug'>): number {
  return Math.min(maxLength, SUGGESTED_LENGTH_MAX);
}

/**
 * `Größer denken, heute!` → `groesser-denken-heute` in German, `grosser-…` elsewhere; `Привет, мир` → `privet-mir`. Scripts that no
 * reader would know again in Latin letters stay as they are: `日本語のタイトル`. Empty if the title has no letter and no digit.
 */
export function slugFromTitle(
  title: string,
  { locale, maxLength }: { locale: string; maxLength: number },
): string {
  const spellings = OF_LANGUAGE[locale.slice(0, 2)] ?? SPELLINGS;
  const words = title
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\P{ASCII}/gu, (letter) => spellings[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}|['’ʼ]/gu, '')
    .normalize('NFC')
    .split(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
  return shorten(words.join('-'), maxLength);
}

/** Cuts between words where it can, and between letters where it must. */
function shorten(slug: string, maxLength: number): string {
  const room = longestStart(slug, maxLength);
  if (room === slug.length) return slug;
  const lastBreak = slug.lastIndexOf('-', room);
  return slug.slice(0, lastBreak > 0 ? lastBreak : room);
}

/** How much of it fits into this many characters, and into the name of a folder with a number behind it. */
function longestStart(slug: string, maxLength: number): number {
  const encoder = new TextEncoder();
  let length = 0;
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(slug)) {
    bytes += encoder.encode(segment).length;
    if (length + segment.length > maxLength || bytes > SLUG_BYTES_MAX - ROOM_FOR_NUMBER) break;
    length += segment.length;
  }
  return length;
}

const ROOM_FOR_NUMBER = 10;
