import { expect, test } from 'vitest';
import { matchWords } from './match-words.ts';

test('finds each word anywhere in the name, in any order, whatever its capitals and accents', () => {
  expect(matchWords('post NEW', 'New entry: Posts')).not.toBeNull();
  expect(matchWords('resume', 'Résumé')).not.toBeNull();
  expect(matchWords('new page', 'New entry: Posts')).toBeNull();
});

test('puts the beginning of a name before that of a word, and that before the middle of one', () => {
  const [name, word, middle] = ['Settings', 'Site settings', 'Resettings'].map((of) => matchWords('set', of));
  expect(name).toBeGreaterThan(word ?? 0);
  expect(word).toBeGreaterThan(middle ?? 0);
});

test('fits everything while nothing is typed', () => {
  expect(matchWords('  ', 'Anything')).toBe(0);
});
