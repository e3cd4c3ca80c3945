import { expect, it } from 'vitest';
import { isWithinPath, pathOf, placeOf } from './place.ts';

it.each([
  ['title', ['title']],
  ['seo.title', ['seo', 'title']],
  ['sections[0].links[12].href', ['sections', 0, 'links', 12, 'href']],
])('writes and reads %s', (path, place) => {
  expect(pathOf(place)).toBe(path);
  expect(placeOf(path)).toEqual(place);
});

it('tells what lies within a place from what merely begins with its name', () => {
  expect(isWithinPath('seo', 'seo')).toBe(true);
  expect(isWithinPath('seo.title', 'seo')).toBe(true);
  expect(isWithinPath('links[1]', 'links')).toBe(true);
  expect(isWithinPath('links[10]', 'links[1]')).toBe(false);
  expect(isWithinPath('seoTitle', 'seo')).toBe(false);
});
