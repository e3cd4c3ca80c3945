import { describe, expect, it } from 'vitest';
import { field } from '../../../../model/fields.ts';
import { derivedSlug, isDerived } from './derived-slug.ts';

const source = (text: unknown, locale = 'en') => ({ field: field.slug(), locale, text });

describe('a slug', () => {
  it('follows from the text it is derived from, in its language', () => {
    expect(derivedSlug(source('Größer denken', 'de'))).toBe('groesser-denken');
    expect(derivedSlug(source('Größer denken'))).toBe('grosser-denken');
    expect(derivedSlug(source(undefined))).toBe('');
  });

  it.each([
    [undefined, 'First light', true],
    ['', 'First light', true],
    ['first-light', 'First light', true],
    ['first-light-2', 'First light', true],
    ['dawn', 'First light', false],
    ['first-light-of-day', 'First light', false],
    ['first', 'First light', false],
    ['first-2', 'First light', false],
    [`${'a'.repeat(78)}-2`, 'a'.repeat(80), true],
    ['dawn', '', false],
  ])('that is %j beside %j was chosen by nobody: %s', (slug, text, isSo) => {
    expect(isDerived(slug, source(text))).toBe(isSo);
  });
});
