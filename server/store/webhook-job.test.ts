import { expect, test } from 'vitest';
import { DELIVER_WEBHOOK, webhookRetryDelayMs } from './webhook-job.ts';

const HOUR_MS = 60 * 60_000;

test('waits three times as long after each attempt, up to six hours', () => {
  const delays = [1, 2, 3, 4, 7, 8, 20].map((attempts) => webhookRetryDelayMs(attempts, () => 0));
  expect(delays).toEqual([10_000, 30_000, 90_000, 270_000, 7_290_000, 6 * HOUR_MS, 6 * HOUR_MS]);
});

test('differs by chance, by a quarter at most', () => {
  expect(webhookRetryDelayMs(2, () => 1)).toBe(37_500);
  expect(new Set(Array.from({ length: 50 }, () => webhookRetryDelayMs(9))).size).toBeGreaterThan(1);
});

test('tries for about a day', () => {
  expect(total(0)).toBeGreaterThan(20 * HOUR_MS);
  expect(total(1)).toBeLessThan(28 * HOUR_MS);
});

function total(random: number): number {
  const delays = Array.from({ length: DELIVER_WEBHOOK.maxAttempts - 1 }, (_, index) =>
    webhookRetryDelayMs(index + 1, () => random),
  );
  return delays.reduce((sum, delayMs) => sum + delayMs, 0);
}
