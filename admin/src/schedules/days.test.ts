import { describe, expect, test } from 'vitest';
import { isDay } from './day.ts';
import { addDays, addMonths, dayByKey, dayOf, monthOf, startOf, weekOf } from './days.ts';

describe('the days of a calendar', () => {
  test('go on over the ends of months and years, and over clocks that are put forward', () => {
    expect([addDays('2026-12-31', 1), addDays('2024-02-28', 1), addDays('2026-03-29', 1)]).toEqual([
      '2027-01-01',
      '2024-02-29',
      '2026-03-30',
    ]);
  });

  test('are the last of a month that is shorter', () => {
    expect([addMonths('2026-01-31', 1), addMonths('2026-03-31', -1), addMonths('2026-12-15', 1)]).toEqual([
      '2026-02-28',
      '2026-02-28',
      '2027-01-15',
    ]);
  });

  test('make weeks from Monday on', () => {
    expect(weekOf('2026-11-30')[0]).toBe('2026-11-30');
    expect(weekOf('2026-11-29')).toEqual([...weekOf('2026-11-23')]);
  });

  test('make the weeks that a month touches, and no others', () => {
    expect(monthOf('2026-02-10').map(([monday]) => monday)).toEqual([
      '2026-01-26',
      '2026-02-02',
      '2026-02-09',
      '2026-02-16',
      '2026-02-23',
    ]);
  });

  test.each([
    ['ArrowLeft', '2026-11-29'],
    ['ArrowDown', '2026-12-07'],
    ['End', '2026-12-06'],
    ['PageUp', '2026-10-30'],
    ['a', null],
  ])('are reached by %s', (key, day) => {
    expect(dayByKey('2026-11-30', key)).toBe(day);
  });

  test('are told from anything else, and stand for where they begin here', () => {
    expect(['2026-02-30', '2026-1-1', 7, '2026-11-30'].map(isDay)).toEqual([false, false, false, true]);
    expect(dayOf(startOf('2026-11-30'))).toBe('2026-11-30');
  });
});
