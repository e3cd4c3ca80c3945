import { getLiveCollection } from 'astro:content';
import { daysOf, readPeriods } from './archive.ts';
import { contentModel } from './content-model.ts';
import type { CollectionName } from './content.ts';

/*
 * The sitemap is cut so that an entry stays in its part, whatever comes or goes elsewhere. Posts are kept by the month of their day: one
 * that is published late or withdrawn moves none of another month. The other collections are short, and stand in the order of their
 * ids, which grow with time.
 */
export type SitemapPart = {
  collection: CollectionName;
  locale: string;
  /** A month, or `all` where the entries of a collection have no day. */
  bucket: string;
  /** Counted from 1, should a bucket have more entries than fit. */
  number: number;
};

/** A change to one entry writes a file of at most this many; two million entries fit the 50,000 files that an index may name. */
const ENTRIES_PER_PART = 50;

export type SitemapAddress = { path: string; changedAt: string | null };

/** `posts-en-2026-03-1` */
export function sitemapName({ bucket, collection, locale, number }: SitemapPart): string {
  return `${collection}-${locale}-${bucket}-${number}`;
}

export function parseSitemapName(name: string | undefined): SitemapPart | null {
  const pattern = /^(\w+)-(.+)-(\d{4}-\d\d|all)-([1-9]\d{0,5})$/;
  const [, collectionName, locale = '', bucket = '', number] = pattern.exec(name ?? '') ?? [];
  const collection = collectionsWithPages().find((candidate) => candidate === collectionName);
  const known = collection !== undefined && contentModel.locales.includes(locale);
  if (!known || (bucket === 'all') === (collection === 'posts')) return null;
  return { collection, locale, bucket, number: Number(number) };
}

/** It looks for the first entry of each part, which stays the same when others come. */
export async function readSitemapParts(): Promise<SitemapPart[]> {
  const parts: SitemapPart[] = [];
  for (const collection of collectionsWithPages()) {
    for (const locale of contentModel.locales) {
      const buckets = collection === 'posts' ? await readPeriods(locale, 'month') : ['all'];
      for (const bucket of buckets) {
        const part = { collection, locale, bucket };
        for (let number = 1; (await readWindow({ ...part, number }, 1)).length > 0; number += 1) {
          parts.push({ ...part, number });
        }
      }
    }
  }
  return parts;
}

/** The addresses in a part, without those that search engines are asked to leave out; null if there is no such part. */
export async function readSitemapPart(part: SitemapPart): Promise<SitemapAddress[] | null> {
  const entries = await readWindow(part, ENTRIES_PER_PART);
  if (entries.length === 0) return null;
  return entries.flatMap(({ data }) => {
    const hidden = 'seo' in data && data.seo?.hidden === true;
    return data.$path === null || hidden ? [] : [{ path: data.$path, changedAt: data.$publishedAt }];
  });
}

async function readWindow({ bucket, collection, locale, number }: SitemapPart, limit: number) {
  const window = { locale, limit, offset: (number - 1) * ENTRIES_PER_PART };
  if (collection !== 'posts') {
    return (await getLiveCollection(collection, { ...window, sort: 'id' })).entries ?? [];
  }
  const read = { ...window, where: { publishedOn: daysOf(bucket) }, sort: ['publishedOn', 'id'] as const };
  return (await getLiveCollection('posts', read)).entries ?? [];
}

function collectionsWithPages(): CollectionName[] {
  const names = Object.keys(contentModel.collections) as CollectionName[];
  return names.filter((name) => contentModel.collections[name].url !== null);
}
