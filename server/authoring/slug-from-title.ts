/** Letters that do not fall apart into a base letter and an accent. */
const SPELLINGS: Readonly<Record<string, string>> = {
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

const GERMAN_UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** `Größer denken, heute!` → `groesser-denken-heute` in German, `grosser-…` elsewhere. Empty if nothing in the title can be spelt in ASCII. */
export function slugFromTitle(
  title: string,
  { locale, maxLength }: { locale: string; maxLength: number },
): string {
  const spellings = locale.startsWith('de') ? { ...SPELLINGS, ...GERMAN_UMLAUTS } : SPELLINGS;
  const words = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/\P{ASCII}/gu, (letter) => spellings[letter] ?? letter)
    .normalize('NFKD')
    .replaceAll(/[\p{Mark}'’]/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return shorten(words.join('-'), maxLength);
}

/** Cuts between words where it can. */
function shorten(slug: string, maxLength: number): string {
  if (slug.length <= maxLength) return slug;
  const lastBreak = slug.lastIndexOf('-', maxLength);
  return slug.slice(0, lastBreak > 0 ? lastBreak : maxLength);
}
