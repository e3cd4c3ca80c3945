import { expect, it } from 'vitest';
import { filterOf, readMediaChoice } from './media-choice.ts';

it('reads what an address says, and nothing that it cannot mean', () => {
  const choice = {
    q: 'fjord',
    kind: 'picture',
    use: 'unused',
    alt: 'missing',
    tag: 'Norway',
    file: 'x',
  } as const;
  expect(readMediaChoice(choice)).toEqual(choice);
  expect(readMediaChoice({ q: '', kind: 'film', use: 'maybe', alt: 'yes', tag: 7, file: null })).toEqual({});
});

it('asks the server for what is chosen, whichever file is open', () => {
  expect(filterOf({ use: 'unused', alt: 'missing', file: 'x' })).toEqual({ used: false, lacksAlt: true });
  expect(filterOf({ use: 'used', q: 'a', kind: 'audio', tag: 't' })).toEqual({
    used: true,
    q: 'a',
    kind: 'audio',
    tag: 't',
  });
  expect(filterOf({})).toEqual({});
});
