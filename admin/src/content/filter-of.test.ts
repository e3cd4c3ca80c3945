import { expect, test } from 'vitest';
import { filterOf } from './filter-of.ts';

test('asks for days from their first moment to their last, where somebody sits', () => {
  const { from, to } = filterOf('posts', { from: '2026-03-28', to: '2026-03-29' });
  expect([from, to]).toEqual([new Date(2026, 2, 28).toISOString(), new Date(2026, 2, 30).toISOString()]);
});

test('asks for no days where the list goes by words or by the alphabet', () => {
  const days = { from: '2026-03-28', to: '2026-03-29' };
  expect(filterOf('posts', { ...days, q: 'walk' })).toEqual({ collection: 'posts', q: 'walk' });
  expect(filterOf('posts', { ...days, sort: 'title' })).toEqual({ collection: 'posts', sort: 'title' });
});

test('asks for nothing that is empty, no day, or made void by a search', () => {
  const choice = { q: ' ', author: 'a', from: 'yesterday', sort: '-created' };
  expect(filterOf('posts', choice)).toEqual({ collection: 'posts', author: 'a', sort: '-created' });
  expect(filterOf('posts', { q: ' walk', sort: 'created' })).toEqual({ collection: 'posts', q: 'walk' });
});
