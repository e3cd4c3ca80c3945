import { expect, it } from 'vitest';
import { numberOf, textOfNumber } from './number-text.ts';

it.each([
  ['12', 'en', 12],
  ['1.5', 'en', 1.5],
  ['1,500', 'en', 1500],
  ['1,5', 'en', 1.5],
  ['1,5', 'de', 1.5],
  ['1.500', 'de', 1500],
  ['1.5', 'de', 1.5],
  ['1.234.567,25', 'de', 1_234_567.25],
  [' -3 ', 'de', -3],
  ['−3', 'en', -3],
  ['12 000', 'en', 12_000],
  ['.5', 'en', 0.5],
  ['5.', 'en', 5],
  ['', 'en', undefined],
  ['-', 'en', undefined],
  ['twelve', 'en', undefined],
  ['1.2.3', 'en', undefined],
  ['1e5', 'en', undefined],
])('reads %j (%s) as %s', (text, locale, value) => {
  expect(numberOf(text, locale)).toBe(value);
});

it.each(['en', 'de'])('writes what it reads again (%s)', (locale) => {
  for (const value of [0, -1.25, 1234567.125, 0.1])
    expect(numberOf(textOfNumber(value, locale), locale)).toBe(value);
});
