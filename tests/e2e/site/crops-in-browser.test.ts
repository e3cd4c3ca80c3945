import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mime from 'mime';
import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FocalPoint, Size } from '../../../model/media-variants.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishMediaFacts } from '../../../server/authoring/publish-media-facts.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import { createPublicMedia } from '../../../server/public-media.ts';
import { insertMedia } from '../../../server/store/media.ts';
import { contentModel } from '../../../site/content-model.ts';
import { openBrowser, type Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { keptFolder } from '../../support/kept-folder.ts';
import {
  buildOnce,
  createInstallation,
  createStarterProject,
  SITE_URL,
  type Installation,
  type Project,
} from '../publishing/publishing-fixture.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const executablePath = requireComponent('chromium');

const WHOLE: Size = { width: 1_200, height: 800 };
const MARKER_RADIUS = 30;
const FOCALS: readonly FocalPoint[] = [
  { x: 0.5, y: 0.5 },
  { x: 0.08, y: 0.1 },
  { x: 0.92, y: 0.12 },
  { x: 0.1, y: 0.9 },
  { x: 0.73, y: 0.31 },
  { x: 1, y: 1 },
];
const RATIOS = [1, 16 / 9, 3 / 4];
const SCREENS = [
  { width: 360, height: 700 },
  { width: 800, height: 900 },
  { width: 1_440, height: 900 },
];

const idOf = (n: number): string => `01900000-0000-7000-8000-00000000${String(n).padStart(4, '0')}`;

/** Every other one says in the page where to look, and not in the library. */
const PAGE = `---
import Picture from '../components/Picture.astro';
const focals = ${JSON.stringify(FOCALS)};
const ratios = ${JSON.stringify(RATIOS)};
const ids = ${JSON.stringify(FOCALS.map((_, n) => idOf(n)))};
---
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Crops</title></head>
<body><main>{focals.map((focal, n) => ratios.map((ratio, r) => (
  <div id={\`crop-\${n}-\${r}\`}>
    <Picture image={n % 2 === 0 ? { media: ids[n] } : { media: ids[n], focal }} ratio={ratio} sizes="(min-width: 700px) 34vw, 100vw" isFirst />
  </div>
)))}</main></body></html>
<style>
  body { margin: 0; background: #fff; }
  main { display: grid; gap: 4px; }
  @media (min-width: 700px) { main { grid-template-columns: repeat(3, 1fr); align-items: start; } }
</style>
`;

describe.skipIf(executablePath === null)('a cropped picture in a browser', () => {
  let project: Project;
  let buildsFrom: string;
  let installation: Installation;
  let browser: Browser;
  beforeAll(async () => {
    project = createStarterProject();
    writeFileSync(join(project.root, 'site/pages/crops.astro'), PAGE);
    buildsFrom = mkdtempSync(join(tmpdir(), 'stillpress-builds-'));
    await buildOnce(project.root, buildsFrom);
    installation = await createInstallation('sqlite', { projectRoot: project.root, buildsFrom });
    await publishAll(installation);
    browser = await openBrowser(executablePath);
    await browser.context.route(`${SITE_URL}/**`, answerFrom(join(installation.targetRoot, 'live')));
  });
  afterAll(async () => {
    await browser?.close();
    await installation?.close();
    project.remove();
    rmSync(buildsFrom, { recursive: true, force: true });
  });

  it.each(SCREENS)(
    'shows what must stay in sight, round and whole, on a screen of $width',
    async (screen) => {
      const page = await browser.context.newPage();
      await page.setViewportSize(screen);
      await page.goto(`${SITE_URL}/crops/`, { waitUntil: 'networkidle' });
      await page.evaluate('Promise.all(Array.from(document.images, (image) => image.decode()))');
      await keepScreenshot(page, screen.width);
      const faults: string[] = [];
      for (const [n, focal] of FOCALS.entries())
        for (const [r, ratio] of RATIOS.entries())
          faults.push(...(await faultsOf(page, { name: `crop-${n}-${r}`, focal, ratio })));
      expect(faults).toEqual([]);
      await page.close();
    },
  );
});

async function keepScreenshot(page: Page, width: number): Promise<void> {
  const folder = keptFolder('screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `crops-${width}.png`), fullPage: true });
}

type Crop = { name: string; focal: FocalPoint; ratio: number };

/** What is wrong with a crop as it is shown; nothing of one that is right. */
async function faultsOf(page: Page, { focal, name, ratio }: Crop): Promise<string[]> {
  const image = page.locator(`#${name} picture img`);
  const source = await image.evaluate((element) => String(Reflect.get(element, 'currentSrc')));
  const { height = 0, width = 0 } = (await image.boundingBox()) ?? {};
  const part = {
    width: Math.min(WHOLE.width, WHOLE.height * ratio),
    height: Math.min(WHOLE.height, WHOLE.width / ratio),
  };
  const scale = width / part.width;
  const radius = MARKER_RADIUS * scale;
  const x = placeIn(part.width, { whole: WHOLE.width, at: focal.x * WHOLE.width }) * scale;
  const y = placeIn(part.height, { whole: WHOLE.height, at: focal.y * WHOLE.height }) * scale;
  // At the edges of the picture itself only a part of the marker was drawn.
  const wanted: Box = {
    left: Math.max(0, x - radius),
    right: Math.min(width, x + radius),
    top: Math.max(0, y - radius),
    bottom: Math.min(height, y + radius),
  };
  const found = await findMarker(await image.screenshot());
  const sides = ['left', 'right', 'top', 'bottom'] as const;
  const wrong = sides.filter((side) => !(Math.abs(found[side] - wanted[side]) <= 2.5 + 0.03 * radius));
  const faults = wrong.map((side) => `${name}: ${side} of the marker at ${found[side]}, not ${wanted[side]}`);
  if (!(Math.abs(height - width / ratio) <= 1.5)) faults.push(`${name}: ${width} × ${height}`);
  // A browser takes a little less than it needs before it takes much more.
  const [, pixels = '0'] = /-(\d+)x\d+-[\d.]+\.v\d+\.webp$/.exec(source) ?? [];
  if (!(Number(pixels) >= 0.85 * Math.min(width, Math.floor(part.width))))
    faults.push(`${name}: ${pixels} pixels for a place of ${width}`);
  return faults;
}

/** Where something is in the part of a line that is shown, which has it as near to its middle as the ends let it. */
function placeIn(part: number, { at, whole }: { whole: number; at: number }): number {
  const start = Math.min(Math.max(at - part / 2, 0), whole - part);
  return at - start;
}

type Box = { left: number; right: number; top: number; bottom: number };

/** The marker is of a colour that nothing else has. */
async function findMarker(png: Buffer): Promise<Box> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const box: Box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let y = 0; y < info.height; y += 1)
    for (let x = 0; x < info.width; x += 1) {
      const at = (y * info.width + x) * info.channels;
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      if (red < 170 || green > 90 || blue < 170) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
    }
  return box;
}

/** Four colours, and a disc where the focal point is. */
async function markedPicture({ x, y }: FocalPoint): Promise<Buffer> {
  const { height, width } = WHOLE;
  const [halfX, halfY] = [width / 2, height / 2];
  const quadrants = [
    ['#1d6b3a', 0, 0],
    ['#1f4e8c', halfX, 0],
    ['#b8860b', 0, halfY],
    ['#444444', halfX, halfY],
  ].map(
    ([fill, left, top]) => `<rect x="${left}" y="${top}" width="${halfX}" height="${halfY}" fill="${fill}"/>`,
  );
  const disc = `<circle cx="${x * width}" cy="${y * height}" r="${MARKER_RADIUS}" fill="#ff00ff"/>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${quadrants.join('')}${disc}</svg>`;
  return await sharp(Buffer.from(drawing)).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

async function publishAll(installation: Installation): Promise<void> {
  const { authoring, database, dataDir } = installation;
  const store = createDiskMediaStore({ root: join(dataDir, 'media') });
  const mediaStore = { kind: 'disk', root: join(dataDir, 'media') } as const;
  const facts = [];
  for (const [n, focal] of FOCALS.entries()) {
    const bytes = await markedPicture(focal);
    const small = { width: 320, height: 213, format: 'webp' } as const;
    const variant = await store.put(await sharp(bytes).resize(small.width, small.height).webp().toBuffer());
    // Where the page says it, the library says something else.
    const { x, y } = n % 2 === 0 ? focal : { x: 1 - focal.x, y: 1 - focal.y };
    const media = {
      id: idOf(n),
      fileName: 'marked.jpg',
      contentType: 'image/jpeg',
      ...WHOLE,
      ...(await store.put(bytes)),
    };
    const about = { uploadHash: null, placeholder: null, alt: '', focalX: x, focalY: y };
    const created = { createdAt: '2026-03-01T08:00:00.000Z', createdBy: null };
    await database.write((tx) => insertMedia(tx, { ...media, ...about, ...created }));
    facts.push({ mediaId: media.id, alt: '', variants: [{ ...small, hash: variant.hash }] });
  }
  const call = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };
  const { publication } = await publishMediaFacts(authoring, { ...call, facts });
  const publisher = await installation.openPublisher({
    model: contentModel,
    media: createPublicMedia({ dataDir, mediaStore }),
  });
  publisher.start();
  await publisher.publishedUpTo(publication?.seq ?? 0);
}

function answerFrom(tree: string): (route: Route) => Promise<void> {
  return async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    try {
      const body = readFileSync(join(tree, file));
      await route.fulfill({ body, contentType: mime.getType(file) ?? 'application/octet-stream' });
    } catch {
      await route.fulfill({ status: 404, body: '' });
    }
  };
}
