import { expect, test } from 'vitest';
import type { ListedPublication } from '../releases/release-queries.ts';
import { standsNow } from './stands-now.ts';

type Row = { seq: number; kind?: 'publish' | 'withdraw'; entryId?: string; release?: number | null };

const publication = ({ entryId = 'a', kind = 'publish', release = 1, seq }: Row) =>
  ({
    seq,
    takesBack: null,
    items: [{ kind, entryId }],
    release: release === null ? null : { number: release },
  }) as unknown as ListedPublication;

const standings = (newest: readonly ListedPublication[], pin: { seq: number } | null = null) =>
  newest.map((one) => standsNow(one, { newest, pin }));

test('what was withdrawn is not live, nor is the publication that had brought it', () => {
  const log = [
    publication({ seq: 3, kind: 'withdraw' }),
    publication({ seq: 2, entryId: 'b' }),
    publication({ seq: 1 }),
  ];
  expect(standings(log)).toEqual(['withdrawn', 'live', 'withdrawn']);
});

test('what was published again after it is', () => {
  const log = [publication({ seq: 3 }), publication({ seq: 2, kind: 'withdraw' }), publication({ seq: 1 })];
  expect(standings(log)).toEqual(['live', 'withdrawn', 'live']);
});

test('what came behind the release where the site is held is held, but for withdrawals', () => {
  const log = [
    publication({ seq: 4, entryId: 'c', release: null }),
    publication({ seq: 3, kind: 'withdraw' }),
    publication({ seq: 2, entryId: 'b' }),
    publication({ seq: 1, entryId: 'd' }),
  ];
  expect(standings(log, { seq: 1 })).toEqual(['held', 'withdrawn', 'held', 'live']);
});

test('what no release has brought yet is on its way', () => {
  expect(standings([publication({ seq: 1, release: null })])).toEqual(['waiting']);
});

test('what was taken back is not live, whatever it was', () => {
  const log = [{ ...publication({ seq: 2 }), takesBack: 1 }, publication({ seq: 1 })];
  expect(standings(log)).toEqual(['live', 'taken-back']);
});
