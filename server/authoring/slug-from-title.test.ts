import { expect, it } from 'vitest';
import { slugFromTitle } from './slug-from-title.ts';

it.each([
  ['First light', 'en', 'first-light'],
  ['  What’s a café?  ', 'en', 'whats-a-cafe'],
  ['Größer denken, heute!', 'de', 'groesser-denken-heute'],
  ['Größer', 'en', 'grosser'],
  ['Łódź & Ærø', 'en', 'lodz-aero'],
  ['ﬁn de siècle', 'en', 'fin-de-siecle'],
  ['日本語', 'en', ''],
  ['', 'en', ''],
])('spells %j (%s) as %j', (title, locale, slug) => {
  expect(slugFromTitle(title, { locale, maxLength: 80 })).toBe(slug);
});

it('cuts a long title between words', () => {
  const slug = slugFromTitle('word '.repeat(40), { locale: 'en', maxLength: 80 });
  expect(slug.length).toBeLessThanOrEqual(80);
  expect(slug.endsWith('-word')).toBe(true);
});

it('cuts a long word where it must', () => {
  expect(slugFromTitle('a'.repeat(200), { locale: 'en', maxLength: 80 })).toBe('a'.repeat(80));
});
