import type { Collection } from '../model/content-model.ts';
import type { FieldOf } from '../model/fields.ts';
import type { PublishedEntry } from '../model/publication.ts';

/** `2026-03-01` of `2026-03-01T09:30:00.000Z`. */
const DAY_LENGTH = 10;

/**
 * The fields of an entry as templates see them. A list that is ordered by a date has no better place for an entry without one: as the
 * oldest of all it would move every other entry by one.
 */
export function withDatesLeftEmpty(
  { fields: declared }: Collection,
  { fields, firstPublishedAt }: PublishedEntry,
): PublishedEntry['fields'] {
  const filled = { ...fields };
  for (const [name, field] of Object.entries(declared)) {
    const isLeftEmpty = field.type === 'date' && field.whenEmpty !== undefined && fields[name] === undefined;
    if (isLeftEmpty) filled[name] = dateOf(field, firstPublishedAt);
  }
  return filled;
}

function dateOf({ time }: FieldOf<'date'>, moment: string): string {
  return time === true ? moment : moment.slice(0, DAY_LENGTH);
}
