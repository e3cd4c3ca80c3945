import { findCollection, type ContentModel, type EntryContent } from './content-model.ts';
import { URL_PLACEHOLDER, urlFieldNames } from './url-fields.ts';

/**
 * The public path of an entry: `/blog/first-light/` in the default locale, `/de/blog/erstes-licht/` in another. Null if the
 * collection has no pages, or if the content lacks a slug that the path needs.
 */
export function entryPath(
  model: ContentModel,
  entry: { collection: string; locale: string; content: EntryContent },
): string | null {
  const url = findCollection(model, entry.collection)?.url ?? null;
  if (url === null) return null;
  const names = urlFieldNames(url);
  if (names.some((name) => readText(entry.content, name) === null)) return null;
  const path = url.replace(URL_PLACEHOLDER, (_, name: string) => readText(entry.content, name) ?? '');
  return entry.locale === model.defaultLocale ? path : `/${entry.locale}${path}`;
}

/** What lists call the entry; empty if it has not been named yet. A single without a title goes by its collection's name. */
export function entryTitle(
  model: ContentModel,
  entry: { collection: string; content: EntryContent },
): string {
  const collection = findCollection(model, entry.collection);
  if (collection === undefined) return '';
  if (collection.title !== null) return readText(entry.content, collection.title) ?? '';
  if (!collection.single) return '';
  const { label } = collection;
  return typeof label === 'string' ? label : (label['en'] ?? Object.values(label)[0] ?? '');
}

/** The value of the collection's slug field; null if it has no such field or the content lacks it. */
export function entrySlug(
  model: ContentModel,
  entry: { collection: string; content: EntryContent },
): string | null {
  const fields = findCollection(model, entry.collection)?.fields ?? {};
  const name = Object.keys(fields).find((candidate) => fields[candidate]?.type === 'slug');
  return name === undefined ? null : readText(entry.content, name);
}

function readText(content: EntryContent, name: string): string | null {
  const value = Object.hasOwn(content, name) ? content[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
