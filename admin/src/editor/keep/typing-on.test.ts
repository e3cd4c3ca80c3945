import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Content } from './kept-draft.ts';
import { openWindow } from './played-window.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('somebody who goes on typing while what they type cannot be saved', () => {
  test.each(['offline', 'server'] as const)(
    'has it tried again with growing pauses, and is told once (%s)',
    async (why) => {
      const { server, shelf, states, type } = openWindow();
      server.fail({ kind: 'failed', why });
      const save = vi.spyOn(server, 'save');
      await typeOn(type, 59);
      // After 10, 12, 16, 24, and 40 s.
      expect(save).toHaveBeenCalledTimes(5);
      const waiting = Array.from(save.mock.calls, () => ({ kind: 'waiting', why, isKept: true }));
      expect(states).toEqual([
        ...Array.from({ length: 20 }, () => ({ kind: 'unsaved' })),
        { kind: 'saving' },
        ...waiting,
      ]);
      expect(shelf.drafts.get('w1')?.content).toMatchObject({ text: '117' });
      server.fail(null);
      await vi.advanceTimersByTimeAsync(30_000);
      expect(server.current().content).toMatchObject({ text: '117' });
      save.mockRestore();
    },
  );

  test('has what is refused sent every 10 s, and not with each key', async () => {
    const { server, type } = openWindow();
    server.fail({ kind: 'refused', message: 'Too long.' });
    const save = vi.spyOn(server, 'save');
    await typeOn(type, 61);
    expect(save).toHaveBeenCalledTimes(6);
    save.mockRestore();
  });

  test('is told when this device keeps it no more, too', async () => {
    const { server, shelf, states, type } = openWindow();
    server.fail({ kind: 'failed', why: 'offline' });
    type({ title: 'Kept' });
    await vi.advanceTimersByTimeAsync(2_000);
    const put = vi.spyOn(shelf, 'put').mockRejectedValue(new Error('full'));
    type({ title: 'Not kept' });
    await vi.advanceTimersByTimeAsync(250);
    expect(states.at(-1)).toEqual({ kind: 'waiting', why: 'offline', isKept: false });
    put.mockRestore();
  });
});

async function typeOn(type: (change: Content) => void, seconds: number): Promise<void> {
  for (let key = 0; key < seconds * 2; key += 1) {
    type({ text: String(key) });
    await vi.advanceTimersByTimeAsync(500);
  }
}
