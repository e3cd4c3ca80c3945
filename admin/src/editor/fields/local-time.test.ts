import { expect, test } from 'vitest';
import { localTime, momentOf } from './local-time.ts';

test('gives a moment as the clocks here show it, and back', () => {
  for (const moment of ['2026-03-01T08:30:00.000Z', '2026-07-01T23:59:00.000Z', '1999-12-31T00:00:00.000Z']) {
    const at = new Date(moment);
    const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
    expect(localTime(moment).slice(11)).toBe(clock);
    expect(momentOf(localTime(moment))).toBe(moment);
  }
});

test('shows nothing for what is no moment', () => {
  expect(localTime('soon')).toBe('');
});
