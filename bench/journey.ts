import type { Page } from 'playwright-core';
import { openBrowser } from '../tests/support/browser.ts';
import { findComponent } from '../tests/support/components.ts';
import { atMost, type Bench, type BenchContext, type BenchResult } from './bench.ts';
import { startSite } from './site/started-site.ts';

const GOAL_S = 120;
/** Whoever types without looking at the keys, and reads what is on the screen before each click. */
const KEY_MS = 150;
const LOOK_MS = 2_000;

const TITLE = 'The first snow';
const WORDS =
  'It came in the night, without a sound. In the morning the street had no edges any more, and whoever went out first drew the only line.';

export const bench: Bench = {
  name: 'journey',
  summary: 'somebody new: from `npm start` to an article that visitors see, as fast as people type and read',
  run: async (context) => {
    const browser = await openBrowser(findComponent('chromium'));
    try {
      return await measure(context, await browser.context.newPage());
    } finally {
      await browser.close();
    }
  },
};

async function measure({ progress }: BenchContext, page: Page): Promise<BenchResult> {
  const startedAt = performance.now();
  const metrics: Record<string, number> = {};
  let before = 0;
  const passed = (name: string): void => {
    const now = (performance.now() - startedAt) / 1_000;
    metrics[`${name}S`] = now - before;
    progress(`${name}: ${(now - before).toFixed(1)} s`);
    before = now;
  };
  const site = await startSite('journey');
  try {
    passed('start');
    await page.goto(site.ownerLink);
    await signUp(page);
    passed('account');
    await write(page);
    passed('article');
    await publish(page);
    passed('publish');
    const address = await page.getByRole('link', { name: /the-first-snow/ }).getAttribute('href');
    await page.goto(address ?? site.origin);
    await page.getByRole('heading', { name: TITLE }).waitFor();
  } finally {
    await site.stop();
  }
  metrics['totalS'] = before;
  const name = 'from npm start to an article that visitors see, in seconds';
  return { metrics, goals: [atMost({ name, value: before, goal: GOAL_S })] };
}

/** By what the screen says, and nothing else. */
async function signUp(page: Page): Promise<void> {
  await type(page, 'Your name', 'Ada Lovelace');
  await type(page, 'E-mail address', 'ada@example.org');
  await type(page, 'Password', 'a sentence is long enough');
  await click(page, 'button', 'Create account');
  await page.getByRole('heading', { name: 'Start' }).waitFor();
}

async function write(page: Page): Promise<void> {
  await click(page, 'link', 'Write your first article');
  const title = page.getByRole('textbox', { name: 'Title *' });
  await title.waitFor();
  await page.waitForTimeout(LOOK_MS);
  await title.pressSequentially(TITLE, { delay: KEY_MS });
  await title.press('Enter');
  await page.keyboard.type(WORDS, { delay: KEY_MS });
}

async function publish(page: Page): Promise<void> {
  await click(page, 'button', 'Publish');
  await click(page, 'button', 'Publish now');
  await page.getByText('Live: visitors see it.').waitFor();
}

async function type(page: Page, label: string, words: string): Promise<void> {
  await page.getByLabel(label).pressSequentially(words, { delay: KEY_MS });
}

async function click(page: Page, role: 'button' | 'link', words: string): Promise<void> {
  const found = page.getByRole(role, { name: words }).first();
  await found.waitFor();
  await page.waitForTimeout(LOOK_MS);
  await found.click();
}
