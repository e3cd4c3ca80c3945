import type { FieldOf } from '../../../../model/fields.ts';
import { slugFromTitle, suggestedLength } from '../../../../model/slug-from-title.ts';

type Source = { field: FieldOf<'slug'>; locale: string; text: unknown };

/** Empty where the text gives none. */
export function derivedSlug({ field, locale, text }: Source): string {
  return typeof text === 'string' ? slugFromTitle(text, { locale, maxLength: suggestedLength(field) }) : '';
}

/** Whether nobody has chosen it: there is none, or it follows from the text, with a number where another entry has had it. */
export function isDerived(slug: unknown, source: Source): boolean {
  if (slug === undefined || slug === '') return true;
  const derived = derivedSlug(source);
  if (typeof slug !== 'string' || derived === '') return false;
  const [, start] = /^(.+)-\d+$/.exec(slug) ?? [];
  return slug === derived || (start !== undefined && isStartOf(derived, start));
}

/** Of a long one as much is cut as the number takes. */
const ROOM_FOR_NUMBER = 6;
const LONG_FROM = 60;

function isStartOf(derived: string, start: string): boolean {
  if (derived === start) return true;
  return (
    derived.length > LONG_FROM &&
    derived.startsWith(start) &&
    derived.length - start.length <= ROOM_FOR_NUMBER
  );
}
