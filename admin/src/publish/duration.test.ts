import { i18n } from '@lingui/core';
import { expect, test } from 'vitest';
import { duration } from './duration.ts';

test.each([
  ['en', 849.6, '850 ms'],
  ['en', 2_540, '2.5 s'],
  ['de', 2_540, '2,5 s'],
  ['de', 3_000, '3,0 s'],
  ['en', 185_900, '3 min 5 s'],
  ['en', 19_259_000, '5 h 20 min'],
])('in %s, %d is %s', (locale, ms, words) => {
  i18n.loadAndActivate({ locale, messages: {} });
  expect(duration(ms)).toBe(words);
});
