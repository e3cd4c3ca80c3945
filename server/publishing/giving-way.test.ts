import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createGivingWay } from './giving-way.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('ends a round that keeps something waiting, and no other', async () => {
  let isAnythingWaiting = false;
  const givingWay = createGivingWay(async () => isAnythingWaiting);
  const first = givingWay.begin();
  givingWay.ask();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(first.aborted).toBe(false);
  isAnythingWaiting = true;
  givingWay.ask();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(first.aborted).toBe(true);
  expect(givingWay.begin().aborted).toBe(false);
});

it('stands still for what is expected, until it has had its time', async () => {
  const givingWay = createGivingWay(async () => false);
  expect(givingWay.isExpecting()).toBe(false);
  expect(await givingWay.waited()).toBe(false);
  givingWay.expect();
  expect(givingWay.isExpecting()).toBe(true);
  const waited = givingWay.waited();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await waited).toBe(true);
  expect(givingWay.isExpecting()).toBe(false);
});

it('lets the loop go as soon as it comes, and goes on expecting: others may come with it', async () => {
  const givingWay = createGivingWay(async () => false);
  givingWay.expect();
  const waited = givingWay.waited();
  givingWay.ask();
  expect(await waited).toBe(true);
  expect(givingWay.isExpecting()).toBe(true);
});

it('leaves rebuilds their time, however often something is expected', async () => {
  const givingWay = createGivingWay(async () => false);
  let stoodStill = 0;
  for (let ms = 0; ms < 60_000; ms += 100) {
    givingWay.expect();
    if (givingWay.isExpecting()) stoodStill += 100;
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(stoodStill).toBeLessThan(45_000);
});

it('keeps nobody waiting once it is stopped', async () => {
  const givingWay = createGivingWay(async () => false);
  givingWay.expect();
  const waited = givingWay.waited();
  givingWay.stop();
  expect(await waited).toBe(true);
  expect(await givingWay.waited()).toBe(false);
});
