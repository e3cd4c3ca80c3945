import { contentModel } from './content-model.ts';
import type { CollectionName } from './content.ts';

/** Few enough that a change to one entry writes a small file, and that a million entries still fit the 50,000 files of one index. */
export const ENTRIES_PER_SITEMAP = 200;

/** The name of the file with the n-th part of a collection, counted from 1: `posts-en-1`. */
export function sitemapName(part: { collection: CollectionName; locale: string; number: number }): string {
  return `${part.collection}-${part.locale}-${part.number}`;
}

export function collectionsWithPages(): CollectionName[] {
  const names = Object.keys(contentModel.collections) as CollectionName[];
  return names.filter((name) => contentModel.collections[name].url !== null);
}

export function parseSitemapName(
  name: string | undefined,
): { collection: CollectionName; locale: string; number: number } | null {
  const [, collectionName, locale = '', number] = /^(\w+)-(.+)-([1-9]\d*)$/.exec(name ?? '') ?? [];
  const collection = collectionsWithPages().find((candidate) => candidate === collectionName);
  if (collection === undefined || !contentModel.locales.includes(locale)) return null;
  return { collection, locale, number: Number(number) };
}
