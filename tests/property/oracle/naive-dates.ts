import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';

/** The entry as templates see it: a date that was left empty may be that of the first publication. */
export function withEmptyDates(model: ContentModel, entry: PublishedEntry): PublishedEntry {
  const { fields, firstPublishedAt } = entry;
  const dates: Record<string, string> = {};
  for (const [name, field] of Object.entries(model.collections[entry.collection]?.fields ?? {})) {
    if (field.type !== 'date' || field.whenEmpty !== 'first-publication') continue;
    dates[name] = field.time === true ? firstPublishedAt : firstPublishedAt.replace(/T.*/, '');
  }
  return { ...entry, fields: { ...dates, ...fields } };
}
