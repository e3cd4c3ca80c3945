import {
  readBacklinks,
  readClock,
  readCount,
  readMedia,
  readNeighbours,
  readPath,
  readPublishedAt,
  readTranslations,
  readValues,
} from '../content-cache/recorded-reads.ts';

/** What templates read beside Astro's own `getLiveEntry` and `getLiveCollection`. */
export const backlinksOf = readBacklinks;
export const clock = readClock;
export const count = readCount;
export const mediaOf = readMedia;
export const neighboursOf = readNeighbours;
export const pathOf = readPath;
export const publishedAtOf = readPublishedAt;
export const translationsOf = readTranslations;
export const valuesOf = readValues;

export function escapeXml(text: unknown): string {
  return String(text).replaceAll(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
