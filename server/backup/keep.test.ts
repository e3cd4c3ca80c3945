import { describe, expect, test } from 'vitest';
import { parseKeep } from '../config-backup.ts';
import { chooseToPrune } from './keep.ts';

const at = (...days: readonly string[]) =>
  days.map((day) => ({ id: day, createdAt: `${day.includes('T') ? day : `${day}T02:17:00`}.000Z` }));

const pruned = (days: readonly string[], keep: string): string[] =>
  chooseToPrune(at(...days), parseKeep(keep) ?? { daily: 0, weekly: 0, monthly: 0 }).map(({ id }) => id);

describe('which backups are kept', () => {
  test.each(['', '7', '7x', 'd7', '0d', '7d,,4w'])('"%s" says nothing of it', (text) =>
    expect(parseKeep(text)).toBeNull(),
  );

  test('the last one of each of the newest days', () => {
    const days = ['2026-03-01T01:00:00', '2026-03-01T23:00:00', '2026-03-02', '2026-03-03', '2026-03-04'];
    expect(pruned(days, '2d')).toEqual(['2026-03-02', '2026-03-01T23:00:00', '2026-03-01T01:00:00']);
    expect(pruned(days, '9d')).toEqual(['2026-03-01T01:00:00']);
  });

  test('of each of the newest weeks, which begin on Mondays, and months', () => {
    // The first of March 2026 is a Sunday.
    const days = ['2026-01-31', '2026-02-22', '2026-02-23', '2026-03-01', '2026-03-02', '2026-03-03'];
    expect(pruned(days, '2w')).toEqual(['2026-03-02', '2026-02-23', '2026-02-22', '2026-01-31']);
    expect(pruned(days, '3m')).toEqual(['2026-03-02', '2026-03-01', '2026-02-22']);
  });

  test('days on which none was made do not count', () => {
    expect(pruned(['2025-12-01', '2025-12-24', '2026-03-01'], '3d')).toEqual([]);
  });

  test('the newest one, whatever is said', () => {
    expect(chooseToPrune(at('2026-03-01'), { daily: 0, weekly: 0, monthly: 0 })).toEqual([]);
  });
});
