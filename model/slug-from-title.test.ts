import { expect, it } from 'vitest';
import { slugFromTitle } from './slug-from-title.ts';

it.each([
  ['First light', 'en', 'first-light'],
  ['  What’s a café?  ', 'en', 'whats-a-cafe'],
  ['Größer denken, heute!', 'de', 'groesser-denken-heute'],
  ['Größer', 'en', 'grosser'],
  ['Łódź & Ærø', 'en', 'lodz-aero'],
  ['ﬁn de siècle', 'en', 'fin-de-siecle'],
  ['Привет, мир!', 'en', 'privet-mir'],
  ['Объявление: Щука', 'en', 'obyavlenie-shchuka'],
  ['Київ їде', 'uk', 'kyyiv-yide'],
  ['日本語', 'en', '日本語'],
  ['ガイド：はじめに 2', 'en', 'ガイド-はじめに-2'],
  ['한국어 제목', 'en', '한국어-제목'],
  ['Ελληνικά', 'en', 'ελληνικα'],
  ['हिन्दी शीर्षक', 'en', 'हिन्दी-शीर्षक'],
  ['!?', 'en', ''],
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

it('makes nothing that a folder cannot be named, with a number behind it', () => {
  const slug = slugFromTitle('漢'.repeat(200), { locale: 'en', maxLength: 80 });
  expect(Buffer.byteLength(`${slug}-12345678`)).toBeLessThanOrEqual(240);
  expect(slug.length).toBeGreaterThan(70);
});
