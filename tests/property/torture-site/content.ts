import { readCount, readPath, readTranslations } from '../content-cache/recorded-reads.ts';

/** What templates read beside Astro's own `getLiveEntry` and `getLiveCollection`. */
export const count = readCount;
export const pathOf = readPath;
export const translationsOf = readTranslations;

export function escapeXml(text: unknown): string {
  return String(text).replaceAll(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
