import { expect, test } from 'vitest';
import { resolutionOf, targetOf } from './link-target.ts';

const link = { path: '/old/', anchor: 'part' };

test('leads visitors on from the address as a whole, to an entry or to an address', () => {
  expect(resolutionOf({ by: 'redirect', link, target: { entryId: 'e' } })).toEqual({
    path: '/old/',
    by: 'redirect',
    to: { kind: 'entry', entryId: 'e' },
  });
  expect(resolutionOf({ by: 'redirect', link, target: { address: '/new/' } })).toEqual({
    path: '/old/',
    by: 'redirect',
    to: { kind: 'path', path: '/new/' },
  });
});

test('replaces the link that led to that place of the page, by an entry or by an address', () => {
  const replaced = { path: '/old/', anchor: 'part', by: 'replace' };
  const entry = resolutionOf({ by: 'replace', link, target: { entryId: 'e' } });
  const address = resolutionOf({ by: 'replace', link, target: { address: 'https://example.org/' } });
  expect(entry).toEqual({ ...replaced, with: { entryId: 'e' } });
  expect(address).toEqual({ ...replaced, with: { url: 'https://example.org/' } });
});

test.each([
  ['redirect', { entryId: 'e' }],
  ['redirect', { address: '/new/' }],
  ['redirect', { address: 'https://example.org/' }],
  ['replace', { entryId: 'e' }],
  ['replace', { address: '/new/' }],
] as const)('tells of a %s where it leads', (by, target) => {
  const resolution = resolutionOf({ by, link, target });
  expect(resolution.by === 'unlink' ? null : targetOf(resolution)).toEqual(target);
});
