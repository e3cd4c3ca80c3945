import { describe, expect, test } from 'vitest';
import { heldBack, peopleOf, publicationsByRelease, titlesOf } from './brought-by.ts';
import type { ListedPublication } from './release-queries.ts';

type Row = { seq: number; number: number | null; by: string | null; titles: string[] };

const publication = ({ by, number, seq, titles }: Row) =>
  ({
    seq,
    by: by === null ? null : { id: by, name: by },
    items: titles.map((title) => ({ title })),
    release: number === null ? null : { number },
  }) as unknown as ListedPublication;

const LOG = [
  publication({ seq: 4, number: null, by: 'Ada', titles: ['Not yet'] }),
  publication({ seq: 3, number: 2, by: 'Berta', titles: ['Second', 'Third'] }),
  publication({ seq: 2, number: 2, by: 'Ada', titles: ['Second'] }),
  publication({ seq: 1, number: 1, by: null, titles: ['First'] }),
];

describe('what a release brought', () => {
  test('is all publications that it was the first to show', () => {
    const byRelease = publicationsByRelease(LOG);
    expect([...byRelease].map(([number, those]) => [number, those.map(({ seq }) => seq)])).toEqual([
      [2, [3, 2]],
      [1, [1]],
    ]);
  });

  test('names people and titles once', () => {
    expect([peopleOf(LOG), titlesOf(LOG)]).toEqual([
      ['Ada', 'Berta'],
      ['Not yet', 'Second', 'Third', 'First'],
    ]);
  });

  test('is held back by going to an earlier one, as far as it is in the log', () => {
    expect(heldBack({ seq: 2 }, LOG)).toEqual({
      count: 2,
      titles: ['Not yet', 'Second', 'Third'],
    });
    expect(heldBack({ seq: 4 }, LOG).count).toBe(0);
  });
});
