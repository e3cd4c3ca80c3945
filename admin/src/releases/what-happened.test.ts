import { expect, test } from 'vitest';
import type { ListedPublication, ReleaseSummary } from './release-queries.ts';
import { isQuiet, whatHappened } from './what-happened.ts';

type Kind = ListedPublication['items'][number]['kind'];

const publication = (kinds: readonly Kind[], takesBack: number | null = null) =>
  ({ takesBack, items: kinds.map((kind) => ({ kind })) }) as unknown as ListedPublication;
const release = (changed: Partial<ReleaseSummary> = {}) =>
  ({ reason: 'publication', changedCount: 3, ...changed }) as ReleaseSummary;

test.each([
  ['publication', [publication(['publish'])]],
  ['publication', [publication(['publish']), publication(['media'])]],
  ['withdrawal', [publication(['withdraw'])]],
  ['withdrawal', [publication(['withdraw', 'redirect']), publication(['media'])]],
  ['mixed', [publication(['publish']), publication(['withdraw'])]],
  ['taken-back', [publication(['withdraw'], 4)]],
  ['publication', [publication(['publish'], 4), publication(['publish'])]],
  ['redirects', [publication(['redirect', 'redirect-removed'])]],
  ['media', [publication(['media'])]],
])('is called %s by what its publications did', (what, brought) => {
  expect(whatHappened(release(), brought)).toBe(what);
});

test('is called by its reason where no publication made it', () => {
  expect(whatHappened(release({ reason: 'rollback' }), [publication(['publish'])])).toBe('rollback');
  expect(whatHappened(release(), [])).toBe('publication');
});

test('is quiet where it only prepared pictures, and at no address anything changed', () => {
  const pictures = [publication(['media'])];
  expect(whatHappened(release({ changedCount: 0 }), pictures)).toBe('pictures');
  expect(isQuiet(release({ changedCount: 0 }), pictures)).toBe(true);
  expect(isQuiet(release(), pictures)).toBe(false);
  expect(isQuiet(release({ changedCount: 0 }), [...pictures, publication(['publish'])])).toBe(false);
  expect(isQuiet(release({ changedCount: 0, reason: 'template' }), [])).toBe(false);
});
