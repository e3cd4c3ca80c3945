import { describe, expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';
import type { Version } from './versions.ts';

const version = (number: number, given: Partial<Version> = {}): Version => ({
  id: String(number),
  number,
  name: null,
  begunAt: '2026-05-02T10:00:00.000Z',
  savedAt: '2026-05-02T12:00:00.000Z',
  savedBy: 'ada',
  savedByName: 'Ada',
  isKept: false,
  isDraft: false,
  isPublic: false,
  wasPublished: false,
  restoredFrom: null,
  ...given,
});

const shape = (versions: Version[]) =>
  timelineOf(versions).map(({ items }) =>
    items.map((item) =>
      item.kind === 'one' ? item.version.number : item.versions.map(({ number }) => number),
    ),
  );

describe('the timeline of versions', () => {
  it('folds what was saved again and again by one person, and nothing that says more', () => {
    expect(
      shape([
        version(9, { isDraft: true }),
        version(8),
        version(7),
        version(6),
        version(5, { name: 'As sent' }),
        version(4),
        version(3),
        version(2, { wasPublished: true }),
        version(1, { restoredFrom: 1 }),
      ]),
    ).toEqual([[9, [8, 7, 6], 5, 4, 3, 2, 1]]);
  });

  it('folds no two people into one, and no two days', () => {
    const other = { savedBy: 'grace', savedByName: 'Grace' };
    const before = { savedAt: '2026-04-20T12:00:00.000Z' };
    expect(
      shape([
        version(6),
        version(5),
        version(4, other),
        version(3, other),
        version(2, before),
        version(1, before),
      ]),
    ).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
  });
});
