import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { LATER, renderVariant, SOON } from './pictures.ts';

const VARIANT = { format: 'webp', width: 300, height: 200, crop: null } as const;

it('two pictures are worked on at once, however many are wanted, and what somebody waits for comes first', async () => {
  const original = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#204060' } })
    .jpeg()
    .toBuffer();
  const order: string[] = [];
  const want = async (name: string, priority: number): Promise<void> => {
    await renderVariant(original, { ...VARIANT, priority });
    order.push(name);
  };
  const wanted = [
    ...Array.from({ length: 8 }, (_, n) => want(`later ${n}`, LATER)),
    ...Array.from({ length: 4 }, (_, n) => want(`soon ${n}`, SOON)),
  ];
  const all = Promise.all(wanted);
  let most = 0;
  while (order.length < wanted.length) {
    const { process: working, queue } = sharp.counters();
    most = Math.max(most, working + queue);
    await setImmediate();
  }
  await all;
  // One that hands over its bytes is counted a moment longer.
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(4);
  const places = order.map((name, place) => ({ name, place }));
  const lastSoon = Math.max(...places.flatMap(({ name, place }) => (name.startsWith('soon') ? [place] : [])));
  // The two that had begun by then are the only ones of the others before them.
  expect(lastSoon).toBeLessThan(6);
});
