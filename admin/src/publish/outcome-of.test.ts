import { expect, test } from 'vitest';
import { othersIn, outcomeOf, type LoggedPublication } from './outcome-of.ts';

type Item = LoggedPublication['items'][number];

const item = (more: Partial<Item>): Item => ({
  kind: 'publish',
  entryId: 'one',
  title: 'One',
  collection: 'posts',
  path: '/one/',
  previousPath: null,
  previousVersionId: null,
  redirect: null,
  ...more,
});

const logged = (...items: Item[]): LoggedPublication => ({
  seq: 7,
  committedAt: '2026-11-30T12:00:00.000Z',
  acceptedAt: '2026-11-30T12:00:01.000Z',
  by: null,
  takesBack: null,
  items,
  release: null,
});

test('what was published first is taken back to nothing', () => {
  const outcome = { seq: 7, kind: 'published', versionBefore: null, hasMendedLinks: false };
  expect(outcomeOf(logged(item({})), 'one')).toEqual(outcome);
});

test('what was withdrawn is taken back to the version that was public', () => {
  const withdrawal = item({ kind: 'withdraw', path: null, previousPath: '/one/', previousVersionId: 'v1' });
  const outcome = { seq: 7, kind: 'withdrawn', versionBefore: 'v1', hasMendedLinks: false };
  expect(outcomeOf(logged(withdrawal), 'one')).toEqual(outcome);
});

test('what comes with others, or with redirects, is taken back with them', () => {
  const redirect = item({ kind: 'redirect', entryId: null });
  const bundle = logged(item({}), item({ entryId: 'two' }), redirect);
  expect(outcomeOf(bundle, 'one')?.hasMendedLinks).toBe(true);
  expect(othersIn(bundle, 'one')).toBe(1);
});

test('a publication of something else is none of the entry', () => {
  expect(outcomeOf(logged(item({ entryId: 'two' })), 'one')).toBeNull();
});
