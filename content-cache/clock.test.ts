import { describe, expect, it } from 'vitest';
import { clockValues } from './clock.ts';

describe('the clock that pages see', () => {
  it('names hour, day and year', () => {
    expect(clockValues(new Date('2026-03-05T07:59:59Z'))).toEqual({
      year: '2026',
      day: '2026-03-05',
      hour: '2026-03-05T07',
    });
  });

  it('goes by the time zone of the site', () => {
    const newYear = new Date('2026-12-31T23:30:00Z');
    expect(clockValues(newYear, 'Europe/Berlin')).toEqual({
      year: '2027',
      day: '2027-01-01',
      hour: '2027-01-01T00',
    });
    expect(clockValues(newYear, 'America/New_York').hour).toBe('2026-12-31T18');
  });
});
