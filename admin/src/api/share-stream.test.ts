import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PlayedSource } from './played-source.ts';
import { shareStream, type Told } from './share-stream.ts';

beforeEach(() => {
  PlayedSource.all = [];
  vi.stubGlobal('EventSource', PlayedSource);
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
});
afterEach(() => vi.unstubAllGlobals());

/** A window, as the worker sees it. */
class PlayedPort extends EventTarget {
  readonly told: Told[] = [];
  start(): void {}
  close(): void {}
  postMessage(told: Told): void {
    this.told.push(told);
  }
  leave(): void {
    this.dispatchEvent(new Event('message'));
  }
}

function openWindows() {
  const join = shareStream();
  const open = (): PlayedPort => {
    const port = new PlayedPort();
    join(port);
    return port;
  };
  return open;
}

const newest = (): PlayedSource | undefined => PlayedSource.all.at(-1);

test('many windows have one stream, and hear the same', () => {
  const open = openWindows();
  const windows = Array.from({ length: 7 }, open);
  newest()?.succeed();
  newest()?.say('one');
  expect(PlayedSource.all).toHaveLength(1);
  for (const { told } of windows) expect(told).toEqual([{ kind: 'event', data: 'one' }]);
});

test('a window that goes leaves the stream to the others, and the last one ends it', () => {
  const open = openWindows();
  const [first, second] = [open(), open()];
  newest()?.succeed();
  first.leave();
  newest()?.say('two');
  expect([first.told, second.told]).toEqual([[], [{ kind: 'event', data: 'two' }]]);
  second.leave();
  expect(newest()?.readyState).toBe(PlayedSource.CLOSED);
  open();
  expect(PlayedSource.all).toHaveLength(2);
});

test('whoever comes where the stream was refused has it opened at once, and all hear that it was away', () => {
  const open = openWindows();
  const first = open();
  newest()?.succeed();
  newest()?.fail({ isForGood: true });
  const second = open();
  expect(PlayedSource.all).toHaveLength(2);
  newest()?.succeed();
  expect([first.told, second.told]).toEqual([[{ kind: 'back' }], [{ kind: 'back' }]]);
  first.leave();
  second.leave();
});
