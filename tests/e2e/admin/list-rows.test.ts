import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');

type Entry = { id: string; draftVersionId: string };

/** In the order of what they are: a draft, one that is live, one that was changed since, one that was withdrawn. */
describe.skipIf(executablePath === null)('the rows of the list', { timeout: 120_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, {
      name: 'Ada',
      email: 'ada@example.org',
      password: 'a sentence is long enough',
    });
    await make('Draft with a title that is too long for any row of a list on a telephone', []);
    await make('Live', ['publish']);
    await make('Changed', ['publish', 'change']);
    await make('Withdrawn', ['publish', 'withdraw']);
    const scheduled = await make('Changed and scheduled', ['publish', 'change']);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const at = { time: `${tomorrow}T12:00`, timeZone: 'Europe/Berlin' };
    const { draftVersionId: versionId, id } = scheduled;
    await admin.send('POST', 'schedules', { at, entries: [{ id, versionId }] });
    const rubbish = await make('Thrown away', []);
    const entries = [{ id: rubbish.id, versionId: rubbish.draftVersionId }];
    await admin.send('POST', 'entries/bulk', { action: 'trash', entries });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const make = async (title: string, steps: readonly ('publish' | 'change' | 'withdraw')[]) => {
    const slug = title.toLowerCase().replaceAll(' ', '-');
    let entry = (await admin.send('POST', 'entries', {
      collection: 'pages',
      content: { title, slug },
    })) as Entry;
    for (const step of steps) {
      if (step === 'change') {
        entry = await page.evaluate(
          async ([id, version, json]) => {
            const headers = { 'Content-Type': 'application/json', 'If-Match': `"${version}"` };
            const answer = await fetch(`/api/v1/entries/${id}/draft`, { method: 'PUT', headers, body: json });
            return (await answer.json()) as Entry;
          },
          [
            entry.id,
            entry.draftVersionId,
            JSON.stringify({ content: { title: `${title} since`, slug } }),
          ] as const,
        );
      } else {
        const { draftVersionId: versionId, id } = entry;
        await admin.send('POST', 'publications', { entries: [{ id, action: step, versionId }] });
      }
    }
    return entry;
  };

  test.each([
    ['en', 320],
    ['en', 390],
    ['en', 768],
    ['en', 1400],
    ['de', 320],
    ['de', 360],
    ['de', 390],
    ['de', 600],
    ['de', 768],
    ['de', 1024],
    ['de', 1400],
    ['de', 1600],
  ])('stand beside one another in %s, %i pixels wide', async (language, width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((chosen) => localStorage.setItem('stillpress.language', chosen), language);
    for (const [state, least] of [
      ['', 6],
      ['?state=trashed', 1],
    ] as const) {
      await page.goto(`${admin.url}content/pages${state}`);
      await expect
        .poll(() => page.locator('.entry-rows-body .entry-row').count())
        .toBeGreaterThanOrEqual(least);
      expect(await page.evaluate(LOOK_AT_ROWS)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    }
  });

  test.each([
    [320, 80],
    [768, 60],
  ])('take little room %i pixels wide, with what can be done in a menu', async (width, height) => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => localStorage.setItem('stillpress.language', 'en'));
    await page.goto(`${admin.url}content/pages`);
    const row = page.getByRole('row', { name: /^Select Withdrawn/ });
    expect((await row.boundingBox())?.height).toBe(height);
    await row.getByRole('button', { name: 'Withdrawn: more' }).click();
    await page.getByRole('menuitem', { name: 'Publish' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  });

  test('have an order of their own where something is searched for, which is said', async () => {
    await page.setViewportSize({ width: 1400, height: 900 });
    const order = page.getByLabel('Order');
    await order.selectOption('By title');
    await page.getByRole('searchbox', { name: 'Search' }).fill('changed');
    await page.waitForURL(/q=changed/);
    expect(await order.isDisabled()).toBe(true);
    expect(await order.locator('option').allInnerTexts()).toEqual(['Best match first']);
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    await expect.poll(async () => await order.inputValue()).toBe('title');
  });
});

/** Says of each row which of its parts lie upon one another, reach out of it, or stick out of the column. */
const LOOK_AT_ROWS = `(() => {
  const boxOf = (part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const own = part.getBoundingClientRect();
    const text = part.matches('input, .entry-title, .entry-about') ? own : range.getBoundingClientRect();
    return {
      what: part.textContent,
      left: Math.min(own.left, text.left),
      right: Math.max(own.right, text.right),
      top: own.top,
      bottom: own.bottom,
    };
  };
  const wrong = [];
  for (const row of document.querySelectorAll('.entry-rows-body .entry-row')) {
    const around = row.getBoundingClientRect();
    const parts = [...row.querySelectorAll('input, .entry-title, .entry-about, .state-chip, time, .entry-actions .button')];
    const boxes = parts.filter((part) => part.getClientRects().length > 0).map(boxOf);
    for (const [place, box] of boxes.entries()) {
      if (box.left < around.left || box.right > around.right || box.top < around.top || box.bottom > around.bottom)
        wrong.push([box.what, 'is not within its row']);
      for (const other of boxes.slice(place + 1)) {
        const isBeside = box.right <= other.left + 0.5 || other.right <= box.left + 0.5;
        const isApart = box.bottom <= other.top + 0.5 || other.bottom <= box.top + 0.5;
        if (!isBeside && !isApart) wrong.push([box.what, 'lies upon', other.what]);
      }
    }
    for (const cell of row.querySelectorAll('[role=cell]:has(> .states)')) {
      const { left } = cell.getBoundingClientRect();
      for (const chip of cell.querySelectorAll('.state-chip'))
        if (chip.getBoundingClientRect().left < left - 0.5) wrong.push([chip.textContent, 'sticks out']);
    }
  }
  const heads = [...document.querySelectorAll('.entry-row.head [role=columnheader]')];
  const first = document.querySelector('.entry-rows-body .entry-row');
  const shape = document.querySelector('.entry-rows').className;
  if (shape.includes('is-wide') && first !== null)
    for (const [place, cell] of [...first.children].entries())
      if (place < heads.length - 1 && Math.abs(cell.getBoundingClientRect().left - heads[place].getBoundingClientRect().left) > 1)
        wrong.push([heads[place].textContent, 'is not above its column']);
  return wrong;
})()`;
