import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { cleanPicture, LATER, renderVariant, SOON } from './pictures.ts';

const VARIANT = { format: 'webp', width: 300, height: 200 } as const;

it('two pictures are worked on at once, however many are wanted, and what somebody waits for comes first', async () => {
  const original = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#204060' } })
    .jpeg()
    .toBuffer();
  const begun = new Set<string>();
  let finished = 0;
  const want = async (name: string, priority: number): Promise<void> => {
    // It is asked for its crop when its turn has come.
    const crop = {
      get left() {
        begun.add(name);
        return 0;
      },
      top: 0,
      width: 900,
      height: 600,
    };
    await renderVariant(original, { ...VARIANT, crop, priority });
    finished += 1;
  };
  const later = Array.from({ length: 8 }, (_, n) => `later ${n}`);
  const soon = Array.from({ length: 4 }, (_, n) => `soon ${n}`);
  const all = Promise.all([
    ...later.map((name) => want(name, LATER)),
    ...soon.map((name) => want(name, SOON)),
  ]);
  let most = 0;
  while (finished < later.length + soon.length) {
    most = Math.max(most, begun.size - finished);
    await setImmediate();
  }
  await all;
  expect(most).toBe(2);
  // The two that had begun by then are the only ones of the others before them.
  expect([...begun]).toEqual([...later.slice(0, 2), ...soon, ...later.slice(2)]);
});

it('a picture that is larger than its header said is refused with the limit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-pictures-'));
  const path = join(folder, 'large.png');
  const picture = sharp({ create: { width: 2_000, height: 1_100, channels: 3, background: '#204060' } });
  await picture.png().toFile(path);
  const said = { width: 10, height: 10, frames: 1, hasAlpha: false };
  const order = { contentType: 'image/png', limits: { pixels: 2_000_000 }, picture: said };
  await expect(cleanPicture(path, order)).rejects.toMatchObject({
    code: 'picture-too-large',
    message: expect.stringContaining('up to 2 megapixels'),
  });
  rmSync(folder, { recursive: true });
});
