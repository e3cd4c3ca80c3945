import { expect, test, vi } from 'vitest';
import type { Problem } from '../../../model/api/problem.ts';
import { changeMany } from './change-many.ts';

const PROBLEM = { code: 'invalid-input', detail: 'Nothing was published.' } as Problem;
const selection = (count: number) =>
  new Map(Array.from({ length: count }, (_, index) => [`e${index}`, { versionId: `v${index}` }]));

type Sent = readonly { id: string; versionId: string }[];

const answer = (entries: Sent, refused: readonly string[] = []) => ({
  done: entries.length - refused.length,
  failed: refused.length,
  results: entries.map(({ id }) => ({
    id,
    problem: refused.includes(id) ? PROBLEM : null,
    publication: null,
    entry: null,
  })),
});

test('sends no more at once than the server takes, and says how far it is', async () => {
  const sizes: number[] = [];
  const onProgress = vi.fn<(count: number) => void>();
  const send = async (entries: Sent) => {
    sizes.push(entries.length);
    return await Promise.resolve(answer(entries));
  };
  const { done, error, left, refused } = await changeMany(selection(450), { send, onProgress });
  expect(sizes).toEqual([200, 200, 50]);
  expect(onProgress.mock.calls).toEqual([[200], [400], [450]]);
  expect([left.size, refused.length, error]).toEqual([0, 0, null]);
  expect(done.map(({ id }) => id)).toEqual([...selection(450).keys()]);
});

test('leaves what was refused, with the reason of each', async () => {
  const { done, left, refused } = await changeMany(selection(202), {
    send: async (entries) => await Promise.resolve(answer(entries, ['e1', 'e201'])),
    onProgress: () => undefined,
  });
  expect([...left]).toEqual([
    ['e1', { versionId: 'v1' }],
    ['e201', { versionId: 'v201' }],
  ]);
  expect(done).toHaveLength(200);
  expect(refused).toEqual([
    { id: 'e1', problem: PROBLEM },
    { id: 'e201', problem: PROBLEM },
  ]);
});

test('keeps what was done where a later part fails, and leaves the rest', async () => {
  const failure = new Error('The server did not answer.');
  const send = vi.fn<(entries: Sent) => Promise<ReturnType<typeof answer>>>(async (entries) => {
    if (send.mock.calls.length === 2) throw failure;
    return await Promise.resolve(answer(entries));
  });
  const { error, left } = await changeMany(selection(500), { send, onProgress: () => undefined });
  expect(error).toBe(failure);
  expect(left.size).toBe(300);
  expect(send).toHaveBeenCalledTimes(2);
});
