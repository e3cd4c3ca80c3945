import { describe, expect, test } from 'vitest';
import { fullLocalTime, resolveZonedTime, showZonedTime } from './zoned-time.ts';
import type { Repeated } from './zoned-time.ts';

const at = (localTime: string, timeZone: string, repeated?: Repeated) => {
  const resolved = resolveZonedTime({ localTime, timeZone, repeated });
  return resolved.kind === 'found' ? [resolved.at.toISOString(), resolved.repeated] : resolved;
};

describe('a time that the clocks show once', () => {
  test.each([
    ['2026-07-01T09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01T09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    ['2026-07-01T09:00:30', 'America/New_York', '2026-07-01T13:00:30.000Z'],
    ['2026-12-01T09:00', 'America/New_York', '2026-12-01T14:00:00.000Z'],
    ['2026-03-29T02:30', 'Asia/Kolkata', '2026-03-28T21:00:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Apia', '2025-12-31T11:00:00.000Z'],
    ['2011-12-29T23:59:59', 'Pacific/Apia', '2011-12-30T09:59:59.000Z'],
    ['2011-12-31T00:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-02-28T12:00', 'UTC', '2026-02-28T12:00:00.000Z'],
  ])('%s in %s is %s', (localTime, timeZone, instant) => {
    expect(at(localTime, timeZone)).toEqual([instant, null]);
    expect(showZonedTime(new Date(instant), timeZone)).toBe(fullLocalTime(localTime));
  });

  test('is found on either side of a change, to the second', () => {
    expect(at('2026-03-29T01:59:59', 'Europe/Berlin')).toEqual(['2026-03-29T00:59:59.000Z', null]);
    expect(at('2026-03-29T03:00:00', 'Europe/Berlin')).toEqual(['2026-03-29T01:00:00.000Z', null]);
    expect(at('2026-10-25T01:59:59', 'Europe/Berlin')).toEqual(['2026-10-24T23:59:59.000Z', null]);
    expect(at('2026-10-25T03:00:00', 'Europe/Berlin')).toEqual(['2026-10-25T02:00:00.000Z', null]);
  });
});

test('says between which times the clocks are put forward over one that they never show', () => {
  expect(at('2026-03-29T02:30', 'Europe/Berlin')).toEqual({
    kind: 'skipped',
    before: '2026-03-29T01:59:59',
    after: '2026-03-29T03:00:00',
  });
  expect(at('2026-03-08T02:00', 'America/New_York')).toMatchObject({
    kind: 'skipped',
    after: '2026-03-08T03:00:00',
  });
  expect(at('2011-12-30T12:00', 'Pacific/Apia')).toEqual({
    kind: 'skipped',
    before: '2011-12-29T23:59:59',
    after: '2011-12-31T00:00:00',
  });
});

test('takes the first of two, unless the second is asked for, and says which', () => {
  expect(at('2026-10-25T02:30', 'Europe/Berlin')).toEqual(['2026-10-25T00:30:00.000Z', 'first']);
  expect(at('2026-10-25T02:30', 'Europe/Berlin', 'second')).toEqual(['2026-10-25T01:30:00.000Z', 'second']);
  expect(at('2026-11-01T01:30', 'America/New_York', 'first')).toEqual(['2026-11-01T05:30:00.000Z', 'first']);
  expect(at('2026-11-01T01:30', 'America/New_York', 'second')).toEqual([
    '2026-11-01T06:30:00.000Z',
    'second',
  ]);
  // Of one that there is once, there is no second.
  expect(at('2026-10-25T03:30', 'Europe/Berlin', 'second')).toEqual(['2026-10-25T02:30:00.000Z', null]);
});

test('refuses days, hours and zones that there are not', () => {
  for (const time of ['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:30', '2026-01-01 10:00', ''])
    expect(at(time, 'Europe/Berlin')).toEqual({ kind: 'no-such-day' });
  for (const zone of ['Europe/Berlinn', '+02:00', '', 'Mars/Olympus'])
    expect(at('2026-01-01T10:00', zone)).toEqual({ kind: 'no-such-zone' });
});
