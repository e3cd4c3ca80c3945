import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWakeUps, type WakeUps } from './wake-ups.ts';

const HOUR_MS = 60 * 60_000;

describe('what wakes the publisher', () => {
  let wakeUps: WakeUps;
  let woken: string[];

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-27T20:07:00.000Z') });
    woken = [];
  });
  afterEach(async () => {
    await wakeUps.stop();
    vi.useRealTimers();
  });

  function start(pollMs: number): void {
    wakeUps = createWakeUps({
      database: { listenUrl: null },
      log: pino({ level: 'silent' }),
      pollMs,
      wake: () => woken.push(new Date().toISOString().slice(11, 16)),
      refresh: async () => undefined,
    });
    wakeUps.start();
  }

  it('is the clock, whenever an hour may begin somewhere', async () => {
    start(10 * HOUR_MS);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(woken).toEqual(['20:15', '20:30', '20:45', '21:00']);
  });

  it('is the poll, for what no signal told of', async () => {
    start(4 * 60_000);
    await vi.advanceTimersByTimeAsync(7 * 60_000);
    expect(woken).toEqual(['20:11']);
  });

  it('is nothing once it has stopped', async () => {
    start(4 * 60_000);
    await wakeUps.stop();
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(woken).toEqual([]);
  });
});
