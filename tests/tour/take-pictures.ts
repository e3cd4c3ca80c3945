import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { createOwner, openAdmin } from '../e2e/admin/open-admin.ts';
import { requireComponent } from '../support/components.ts';
import { newSite } from '../support/started-site.ts';
import { ROOT } from '../runner/run-program.ts';
import { SCENES } from './scenes.ts';

/** Takes the pictures of docs/tour.md again, on a site of its own as `npm start` starts it: `npm run tour`. */
const FOLDER = join(ROOT, 'docs/pictures/tour');
const LOOKS_MAX = 20;
const PAUSE_MS = 400;
const SIZE = { width: 1280, height: 800 };
const OWNER = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'a sentence is long enough' };

const executablePath = requireComponent('chromium');
if (executablePath === null) throw new Error('Taking the pictures needs Chromium.');
const admin = await openAdmin({ executablePath, site: await newSite() });
try {
  mkdirSync(FOLDER, { recursive: true });
  await admin.page.setViewportSize(SIZE);
  await createOwner(admin, OWNER);
  for (const [name, show] of Object.entries(SCENES)) {
    await show(admin);
    await take(admin.page, name);
  }
} finally {
  await admin.close();
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await settle(page);
  const picture = await page.screenshot({ caret: 'initial' });
  const { size } = await sharp(picture)
    .webp({ quality: 82, effort: 6 })
    .toFile(join(FOLDER, `${name}.webp`));
  process.stdout.write(`${name.padEnd(12)} ${Math.round(size / 1024)} KB\n`);
}

/** Until two pictures in a row are the same: what moves has come to rest. */
async function settle(page: Page): Promise<void> {
  let before: Buffer = Buffer.alloc(0);
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    await page.waitForTimeout(PAUSE_MS);
    const now = await page.screenshot({ caret: 'hide' });
    if (now.equals(before)) return;
    before = now;
  }
}
