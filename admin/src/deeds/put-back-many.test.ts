import { expect, test, vi } from 'vitest';
import type { Changed } from './change-many.ts';
import { putBackMany } from './put-back-many.ts';

const trashed = (id: string, seq: number | null): Changed =>
  ({
    id,
    problem: null,
    publication: seq === null ? null : { seq, state: 'accepted' },
    entry: { draftVersionId: `v-${id}` },
  }) as Changed;

const MANY = [trashed('a', 4), trashed('b', null), trashed('c', 5)];
const restoreAll = vi.fn<
  (selected: ReadonlyMap<string, { versionId: string }>) => Promise<{ done: Changed[]; reason: null }>
>(
  async (selected) =>
    await Promise.resolve({ done: MANY.filter(({ id }) => selected.has(id)), reason: null }),
);

test('restores all of them, and makes public what was, the last first', async () => {
  const revert = vi.fn<(seq: number) => Promise<void>>(async () => await Promise.resolve());
  const result = await putBackMany(MANY, { restore: restoreAll, revert });
  expect(restoreAll.mock.calls[0]?.[0]).toEqual(
    new Map([
      ['a', { versionId: 'v-a' }],
      ['b', { versionId: 'v-b' }],
      ['c', { versionId: 'v-c' }],
    ]),
  );
  expect(revert.mock.calls).toEqual([[5], [4]]);
  expect(result).toEqual({ back: 3, asDrafts: 0, left: 0, reason: null });
});

test('goes on where one cannot be public again, and says why', async () => {
  const revert = vi.fn<(seq: number) => Promise<void>>(async (seq) => {
    if (seq === 5) throw new Error('The address is taken.');
    await Promise.resolve();
  });
  const result = await putBackMany(MANY, { restore: restoreAll, revert });
  expect(revert).toHaveBeenCalledTimes(2);
  expect(result).toEqual({ back: 2, asDrafts: 1, left: 0, reason: 'The address is taken.' });
});

test('makes nothing public that is still in the trash', async () => {
  const revert = vi.fn<(seq: number) => Promise<void>>(async () => await Promise.resolve());
  const restore = async () => await Promise.resolve({ done: MANY.slice(0, 1), reason: 'It was changed.' });
  const result = await putBackMany(MANY, { restore, revert });
  expect(revert.mock.calls).toEqual([[4]]);
  expect(result).toEqual({ back: 1, asDrafts: 0, left: 2, reason: 'It was changed.' });
});
