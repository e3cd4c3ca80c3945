import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { createWriteLimit } from './write-limit.ts';

const START = Date.parse('2026-03-01T08:00:00.000Z');

/** Asks for one write after the other: true where it is let in, otherwise how many seconds to wait. */
function askerOf(perMinute: number | null) {
  const limit = createWriteLimit(perMinute);
  return (
    userId: string | null,
    { address = null, at = 0 }: { address?: string | null; at?: number } = {},
  ) => {
    try {
      limit.admit({ userId, address, now: new Date(START + at) });
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'too-many-writes') throw error;
      return error.details.retryAfterSeconds;
    }
  };
}

describe('the limit of writes', () => {
  it('takes as many at once as a minute has, and then one for each that there is room for', () => {
    const admit = askerOf(60);
    for (let count = 0; count < 60; count++) expect(admit('ana')).toBe(true);
    expect(admit('ana')).toBe(1);
    expect(admit('ana', { at: 999 })).toBe(1);
    expect(admit('ana', { at: 1_000 })).toBe(true);
    expect(admit('ana', { at: 1_001 })).toBe(1);
    for (let count = 0; count < 60; count++) expect(admit('ana', { at: 3_600_000 })).toBe(true);
    expect(admit('ana', { at: 3_600_000 })).toBe(1);
  });

  it('says how long to wait where the room is scarce', () => {
    const admit = askerOf(2);
    admit('ana');
    admit('ana');
    expect(admit('ana')).toBe(30);
    expect(admit('ana', { at: 20_000 })).toBe(10);
  });

  it('counts people apart, and those of one network together', () => {
    const admit = askerOf(2);
    expect([admit('ana'), admit('ana'), admit('ana'), admit('ben')]).toEqual([true, true, 30, true]);
    const address = '203.0.113.7';
    for (let user = 0; user < 20; user++) expect(admit(`user ${user}`, { address })).toBe(true);
    expect(admit('another', { address })).toBe(3);
    expect(admit(null, { address })).toBe(3);
    expect(admit('another', { address: '203.0.113.8' })).toBe(true);
  });

  it('counts an IPv6 customer once, and nothing that was refused', () => {
    const admit = askerOf(1);
    for (let host = 1; host <= 10; host++) expect(admit(null, { address: `2001:db8::${host}` })).toBe(true);
    expect(admit('ana', { address: '2001:db8::99' })).toBe(6);
    expect(admit('ana', { address: '2001:db8:0:1::1' })).toBe(true);
  });

  it('lets everything pass where there is none', () => {
    const admit = askerOf(null);
    for (let count = 0; count < 5_000; count++) expect(admit('ana', { address: '203.0.113.7' })).toBe(true);
  });
});
