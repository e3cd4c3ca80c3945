import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contentModel } from './feature-site/content-model.ts';
import { createProject } from './publishing-fixture.ts';
import { openRendering } from './render-fixture.ts';
import type { Rendering } from './render-fixture.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const project = createProject('feature-site');
let site: Rendering;

beforeAll(async () => {
  site = await openRendering(project.root, contentModel);
});
afterAll(async () => {
  await site.close();
  project.remove();
});

describe("Astro's own components for pictures", () => {
  it('name files that need no server, each made for its place', async () => {
    const { links, text } = await site.render('/docs/');
    expect(text).not.toContain('/_image');
    const pictures = links.filter((path) => path.startsWith('/docs/_media/'));
    const made = new Map<string, { picture: Buffer; contentType: string }>();
    for (const path of pictures) {
      const [result] = await site.results([path]);
      if (result?.kind !== 'rendered') throw new Error(`${path}: ${result?.error.message}`);
      expect(result).toMatchObject({ status: 200, links: [], reads: [] });
      made.set(path, { picture: Buffer.from(result.bytes ?? []), contentType: result.contentType });
    }
    const sizes = await Promise.all(
      [...made].map(async ([, { contentType, picture }]) => {
        const { format, height, width } = await sharp(picture).metadata();
        return [contentType, format, width, height].join(' ');
      }),
    );
    expect(sizes.sort()).toEqual([
      'image/avif heif 40 27',
      'image/jpeg jpeg 40 27',
      'image/webp webp 120 80',
      'image/webp webp 30 20',
      'image/webp webp 4 4',
      'image/webp webp 40 27',
      'image/webp webp 60 60',
      'image/webp webp 90 60',
    ]);
  });

  it('say the sizes that there are, and none larger than the picture', async () => {
    const { text } = await site.render('/docs/');
    const [, , wide = ''] = text.match(/<img [^>]*>/g) ?? [];
    expect(wide).toMatch(/width="120" height="80"/);
    expect([...wide.matchAll(/ (\d+)w/g)].map((match) => match[1])).toEqual(['30', '90', '120']);
  });

  it('cut where a template says', async () => {
    const { text } = await site.render('/docs/');
    const [, cropped = ''] = text.match(/<img [^>]*>/g) ?? [];
    const path = /src="([^"]+)"/.exec(cropped)?.[1] ?? '';
    const [result] = await site.results([path]);
    const bytes = result?.kind === 'rendered' ? Buffer.from(result.bytes ?? []) : Buffer.alloc(0);
    const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number) => [...data.subarray((y * 60 + x) * 3, (y * 60 + x) * 3 + 3)];
    const [corner, side] = [pixel(55, 4), pixel(20, 30)];
    // Red in the corner; in the middle of the picture, it would be blue there.
    expect(corner[0]).toBeGreaterThan(150);
    expect(corner[1]).toBeLessThan(80);
    expect(side[0]).toBeGreaterThan(180);
    expect(side[1]).toBeGreaterThan(110);
  });

  it('have nothing at addresses that no template can have written', async () => {
    for (const path of [
      '/docs/_media/site/_astro/none.png/4x4.v1.webp',
      '/docs/_media/site/../robots.txt/4x4.v1.webp',
      '/docs/_media/site/_astro/4x4.v1.exe',
    ])
      expect((await site.render(path)).status).toBe(404);
  });
});
