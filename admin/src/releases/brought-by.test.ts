import { describe, expect, test } from 'vitest';
import { heldBack, peopleOf, publicationsByRelease, waitOf } from './brought-by.ts';
import type { ListedPublication } from './release-queries.ts';

type Row = { seq: number; number: number | null; by: string | null; titles: string[]; kind?: string };

const publication = ({ by, kind = 'publish', number, seq, titles }: Row) =>
  ({
    seq,
    by: by === null ? null : { id: by, name: by },
    acceptedAt: `2026-11-30T12:00:0${seq}.000Z`,
    items: titles.map((title) => ({ title, kind })),
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

  test('names people once', () => {
    expect(peopleOf(LOG)).toEqual(['Ada', 'Berta']);
  });

  test('was waited for since the first of it came into the log, whatever its stages took', () => {
    const [, third, second] = LOG;
    const those = [third, second].flatMap((one) => one ?? []);
    expect(waitOf({ finishedAt: '2026-11-30T12:00:05.000Z' }, those)).toBe(3_000);
    expect(waitOf({ finishedAt: null }, those)).toBeNull();
    expect(waitOf({ finishedAt: '2026-11-30T12:00:05.000Z' }, [])).toBeNull();
  });

  test('is held back by going to an earlier one, as far as it is in the log', () => {
    const held = heldBack({ seq: 2 }, LOG);
    expect([held.isAll, held.publications.map(({ seq }) => seq)]).toEqual([true, [4, 3]]);
    expect(heldBack({ seq: 4 }, LOG).publications).toEqual([]);
    const long = Array.from({ length: 100 }, (_, index) =>
      publication({ seq: 200 - index, number: 2, by: 'Ada', titles: ['One of many'] }),
    );
    expect(heldBack({ seq: 1 }, long).isAll).toBe(false);
    expect(heldBack({ seq: 100 }, long).isAll).toBe(true);
  });

  test('is not held back where it is a withdrawal, or what an upload says of pictures', () => {
    const log = [
      publication({ seq: 8, number: 4, by: null, titles: [''], kind: 'media' }),
      publication({ seq: 7, number: 4, by: 'Ada', titles: [''], kind: 'media' }),
      publication({ seq: 6, number: 4, by: 'Ada', titles: ['Second'], kind: 'withdraw' }),
      publication({ seq: 5, number: 3, by: null, titles: ['By the command line'] }),
    ];
    expect(heldBack({ seq: 4 }, log).publications.map(({ seq }) => seq)).toEqual([5]);
  });
});
