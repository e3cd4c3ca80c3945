import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../log.ts';
import { createPreviewWatch, type PreviewWatch, type Watched } from './preview-watch.ts';

const watch = createPreviewWatch({ log: createLog({ logLevel: 'silent' }) });
const opened: Awaited<ReturnType<PreviewWatch['open']>>[] = [];

afterEach(() => {
  for (const stream of opened.splice(0)) stream.destroy();
});

/** All at the same time: each is looked at only when all have come. Returns how many were let in. */
async function openMany(count: number, holder: Watched['holder']): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const streams = Array.from({ length: count }, () =>
    watch.open({ holder, seen: 'a', look: () => promise, page: null }),
  );
  resolve('a');
  const settled = await Promise.allSettled(streams);
  const open = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  opened.push(...open);
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(reasons).toEqual(reasons.map(() => expect.objectContaining({ code: 'too-many-streams' })));
  return open.length;
}

describe('open previews', () => {
  it('are so many of one session, however many come at once', async () => {
    expect(await openMany(100, { kind: 'session', id: 'a' })).toBe(20);
    expect(await openMany(1, { kind: 'session', id: 'a' })).toBe(0);
    expect(await openMany(1, { kind: 'session', id: 'b' })).toBe(1);
  });

  it('of links are for many readers, and leave places for those who write', async () => {
    for (const id of ['a', 'b', 'c']) await openMany(100, { kind: 'link', id });
    expect(opened).toHaveLength(120);
    expect(await openMany(100, { kind: 'session', id: 'a' })).toBe(20);
  });

  it('give their place back when they are closed, when they are over, and when they could not be looked at', async () => {
    const holder = { kind: 'session', id: 'a' };
    expect(await openMany(20, holder)).toBe(20);
    opened.pop()?.destroy();
    expect(await openMany(2, holder)).toBe(1);
    opened.pop()?.destroy();
    const isOver = await watch.open({ holder, seen: 'a', look: async () => null, page: null });
    isOver.destroy();
    const failing = watch.open({
      holder,
      seen: 'a',
      look: () => Promise.reject(new Error('away')),
      page: null,
    });
    await expect(failing).rejects.toThrow('away');
    expect(await openMany(2, holder)).toBe(1);
  });
});
