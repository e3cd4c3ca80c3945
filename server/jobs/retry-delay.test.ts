import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test('doubles with each attempt and ends at an hour', () => {
  const whole = [1, 2, 3, 4, 20, 5_000].map((attempts) => retryDelayMs(attempts, () => 1));
  expect(whole).toEqual([5_000, 10_000, 20_000, 40_000, 3_600_000, 3_600_000]);
});

test('differs by chance, and is never less than half', () => {
  expect(retryDelayMs(3, () => 0)).toBe(10_000);
  expect(retryDelayMs(3, () => 0.5)).toBe(15_000);
  expect(new Set(Array.from({ length: 50 }, () => retryDelayMs(9))).size).toBeGreaterThan(1);
});
