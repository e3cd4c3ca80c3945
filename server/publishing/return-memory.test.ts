import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { returnMuchMemory } from './return-memory.ts';

const MEGABYTE = 1024 * 1024;

test('much memory is given back, and what is in use is not looked through again and again', async () => {
  let garbage: unknown = takeMegabytes(200);
  const before = heapSize();
  garbage = null;
  returnMuchMemory();
  expect(garbage).toBeNull();
  expect(heapSize()).toBeLessThan(before - 100 * MEGABYTE);
  const kept = takeMegabytes(150);
  expect(await isCollectedBy(returnMuchMemory)).toBe(true);
  expect(await isCollectedBy(returnMuchMemory)).toBe(false);
  expect(kept).toHaveLength(150);
});

async function isCollectedBy(work: () => void): Promise<boolean> {
  const garbage = new WeakRef({});
  await nextTurn();
  work();
  return garbage.deref() === undefined;
}

function takeMegabytes(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => Array.from({ length: MEGABYTE / 8 }, () => index));
}

function heapSize(): number {
  return getHeapStatistics().total_heap_size;
}
