import { expect, test } from 'vitest';
import { actionsMeant, wordsOfActions } from './actions-meant.ts';

const SAID = new Map([
  ['bundle.publish', 'Somebody published the bundle …'],
  ['entry.publish', 'Somebody published …'],
  ['entry.save', 'Somebody saved …'],
]);

test.each([
  ['entry.publish', 'entry.publish'],
  ['entry', 'entry'],
  ['entry.save, bundle', 'entry.save,bundle'],
  ['something.new', 'something.new'],
  ['Somebody published …', 'entry.publish'],
  [' PUBLISHED ', 'bundle.publish,entry.publish'],
  ['the bundle', 'bundle.publish'],
  ['painted', null],
])('takes %j for %j', (typed, meant) => {
  expect(actionsMeant(typed, SAID)).toBe(meant);
});

test('says one action in words, and several by their codes', () => {
  expect(wordsOfActions('entry.publish', SAID)).toBe('Somebody published …');
  expect(wordsOfActions('entry', SAID)).toBe('entry');
  expect(wordsOfActions('entry.save,bundle', SAID)).toBe('entry.save, bundle');
  expect(wordsOfActions(undefined, SAID)).toBeUndefined();
});
