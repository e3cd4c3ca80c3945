import { expect, test } from 'vitest';
import { textsIn } from './texts-in.ts';

test('leaves out what is empty, no text, or of another name', () => {
  const read = textsIn(['action', 'subject', 'page']);
  expect(read({ action: 'entry', subject: '', page: 3, other: 'x' })).toEqual({ action: 'entry' });
});
