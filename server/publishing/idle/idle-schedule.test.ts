import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdleSchedule, type IdleSchedule, type IdleTask } from './idle-schedule.ts';

const log = pino({ level: 'silent' });

describe('work for idle times', () => {
  let schedule: IdleSchedule;
  let runs: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    runs = [];
  });
  afterEach(async () => {
    await schedule.stop();
    vi.useRealTimers();
  });

  const task = (
    name: string,
    {
      afterReleaseMs = 0,
      isHeavy = false,
      next = null,
    }: { afterReleaseMs?: number | null; next?: number | null; isHeavy?: boolean } = {},
  ): IdleTask => ({
    name,
    afterReleaseMs,
    isHeavy,
    run: async () => {
      runs.push(name);
      return next;
    },
  });

  function begin(...tasks: IdleTask[]): void {
    schedule = createIdleSchedule(tasks, { log, quietMs: 100 });
    schedule.start();
  }

  it('begins when it has been quiet for a while, the first task that is due first', async () => {
    begin(task('later', { afterReleaseMs: 50 }), task('sooner'));
    await vi.advanceTimersByTimeAsync(99);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(runs).toEqual(['sooner', 'later']);
  });

  it('leaves what is heavy until nobody has looked at a preview for a while, and nothing else', async () => {
    begin(task('heavy', { isHeavy: true }), task('light', { afterReleaseMs: 10 }));
    for (let times = 0; times < 10; times += 1) {
      await vi.advanceTimersByTimeAsync(50);
      schedule.disturb();
    }
    expect(runs).toEqual(['light']);
    await vi.advanceTimersByTimeAsync(110);
    expect(runs).toEqual(['light', 'heavy']);
  });

  it('does what is heavy in the end, however long somebody looks at previews', async () => {
    begin(task('heavy', { isHeavy: true }));
    for (let ms = 0; ms < 70_000; ms += 50) {
      await vi.advanceTimersByTimeAsync(50);
      schedule.disturb();
    }
    expect(runs).toEqual(['heavy']);
  });

  it('does not begin before it was started, nor after it has stopped', async () => {
    schedule = createIdleSchedule([task('some')], { log, quietMs: 100 });
    schedule.quiet({ isReleased: true });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toEqual([]);
    schedule.start();
    await schedule.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toEqual([]);
  });

  it('does not begin while something is published, and has to wait for the quiet again', async () => {
    begin(task('some'));
    schedule.interrupt();
    await vi.advanceTimersByTimeAsync(1_000);
    schedule.quiet({ isReleased: true });
    await vi.advanceTimersByTimeAsync(99);
    expect(runs).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toEqual(['some']);
  });

  it('is done again when it says so, and after the next release', async () => {
    begin(task('again', { next: 500 }), task('once'));
    await vi.advanceTimersByTimeAsync(110);
    expect(runs).toEqual(['again', 'once']);
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toEqual(['again', 'once', 'again']);
    schedule.quiet({ isReleased: false });
    await vi.advanceTimersByTimeAsync(400);
    expect(runs).toHaveLength(3);
    schedule.quiet({ isReleased: true });
    await vi.advanceTimersByTimeAsync(10);
    expect(runs.slice(3).toSorted()).toEqual(['again', 'once']);
  });

  it('ends the running slice when something is to be published, and stops only after it', async () => {
    let signal: AbortSignal | undefined;
    const slice = Promise.withResolvers<null>();
    const run = (given: AbortSignal): Promise<null> => {
      signal = given;
      return slice.promise;
    };
    begin({ name: 'long', afterReleaseMs: 0, run });
    await vi.advanceTimersByTimeAsync(100);
    expect(signal?.aborted).toBe(false);
    schedule.interrupt();
    expect(signal?.aborted).toBe(true);
    let hasStopped = false;
    const stopped = schedule.stop().then(() => (hasStopped = true));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(hasStopped).toBe(false);
    slice.resolve(null);
    await stopped;
  });

  it('tries what failed again minutes later, and what was interrupted when it is quiet again', async () => {
    let attempts = 0;
    const run = (signal: AbortSignal): Promise<null> => {
      attempts += 1;
      if (attempts === 1) throw new Error('the disk is full');
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    };
    begin({ name: 'failing', afterReleaseMs: null, run });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toBe(1);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(attempts).toBe(2);
    schedule.interrupt();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(attempts).toBe(2);
    schedule.quiet({ isReleased: false });
    await vi.advanceTimersByTimeAsync(100);
    expect(attempts).toBe(3);
  });
});
