import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetLists } from './forget-lists.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('reads again at once what is touched, and not more often than once a second', () => {
  const invalidateQueries = vi.fn<() => Promise<void>>(async () => await Promise.resolve());
  const lists = forgetLists({ invalidateQueries });
  lists.forget('entries');
  lists.forget('bundles');
  vi.advanceTimersByTime(0);
  expect(invalidateQueries.mock.calls).toEqual([[{ queryKey: ['entries'] }], [{ queryKey: ['bundles'] }]]);
  for (let times = 0; times < 20; times += 1) lists.forget('entries');
  vi.advanceTimersByTime(900);
  expect(invalidateQueries).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(100);
  expect(invalidateQueries).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(5_000);
  lists.forget('entries');
  vi.advanceTimersByTime(0);
  expect(invalidateQueries).toHaveBeenCalledTimes(4);
});

test('reads nothing any more once it is stopped', () => {
  const invalidateQueries = vi.fn<() => Promise<void>>(async () => await Promise.resolve());
  const lists = forgetLists({ invalidateQueries });
  lists.forget('entries');
  lists.stop();
  vi.advanceTimersByTime(5_000);
  expect(invalidateQueries).not.toHaveBeenCalled();
});
