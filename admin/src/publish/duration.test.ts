import { expect, test } from 'vitest';
import { duration } from './duration.ts';

test.each([
  [849.6, '850 ms'],
  [2_540, '2.5 s'],
  [185_900, '3 min 5 s'],
  [19_259_000, '5 h 20 min'],
])('%d is %s', (ms, words) => expect(duration(ms)).toBe(words));
