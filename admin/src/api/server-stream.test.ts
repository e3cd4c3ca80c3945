import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PlayedSource } from './played-source.ts';
import { openServerStream } from './server-stream.ts';

const ofWindow = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  PlayedSource.all = [];
  vi.stubGlobal('EventSource', PlayedSource);
  vi.stubGlobal('addEventListener', ofWindow.addEventListener.bind(ofWindow));
  vi.stubGlobal('removeEventListener', ofWindow.removeEventListener.bind(ofWindow));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open() {
  const onBack = vi.fn<() => void>();
  const onEvent = vi.fn<(data: string) => void>();
  return { onBack, onEvent, close: openServerStream({ onBack, onEvent }).close };
}

const newest = (): PlayedSource | undefined => PlayedSource.all.at(-1);

test('a stream that was refused is opened anew with growing pauses, and once it is there its listener hears that it was away', async () => {
  const { close, onBack } = open();
  newest()?.succeed();
  expect(onBack).not.toHaveBeenCalled();
  for (const most of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const count = PlayedSource.all.length;
    newest()?.fail({ isForGood: true });
    await vi.advanceTimersByTimeAsync(most / 2);
    expect(PlayedSource.all).toHaveLength(count);
    await vi.advanceTimersByTimeAsync(most / 2);
    expect(PlayedSource.all).toHaveLength(count + 1);
  }
  newest()?.succeed();
  expect(onBack).toHaveBeenCalledOnce();
  close();
});

test('what the browser mends itself is left to it', async () => {
  const { close, onBack } = open();
  newest()?.succeed();
  newest()?.fail({ isForGood: false });
  await vi.advanceTimersByTimeAsync(60_000);
  newest()?.succeed();
  expect(PlayedSource.all).toHaveLength(1);
  expect(onBack).not.toHaveBeenCalled();
  close();
});

test('with the network the stream is there at once', () => {
  const { close, onBack } = open();
  newest()?.fail({ isForGood: true });
  ofWindow.dispatchEvent(new Event('online'));
  newest()?.succeed();
  expect(PlayedSource.all).toHaveLength(2);
  expect(onBack).toHaveBeenCalledOnce();
  close();
});

test('what is closed is not opened anew', async () => {
  const { close } = open();
  newest()?.fail({ isForGood: true });
  close();
  ofWindow.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(PlayedSource.all).toHaveLength(1);
});
