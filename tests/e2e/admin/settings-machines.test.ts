import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const UNTIL = { timeout: 30_000 };

/** In order: an owner has programs told of what happens, and looks at what was done. */
describe.skipIf(executablePath === null)('webhooks, audit log and jobs', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;
  let receiver: Server;
  let status = 500;
  const received: string[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume();
      received.push(request.headers['stillpress-event']?.toString() ?? '');
      response.writeHead(status).end('as the receiver says');
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    admin = await openAdmin({ executablePath, env: { WEBHOOK_ALLOW_HOSTS: '127.0.0.1' } });
    page = admin.page;
    await createOwner(admin, {
      name: 'Ada',
      email: 'ada@example.org',
      password: 'a sentence is long enough',
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await admin?.close();
    receiver.close();
  });

  const record = (text: string): Locator => page.locator('.record').filter({ hasText: text }).first();
  const seeInBothColours = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.setViewportSize({ width: 1280, height: 720 });
  };

  test('add a webhook, whose secret is shown once', async () => {
    await page.goto(`${admin.url}settings/webhooks`);
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
    await seeInBothColours();
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a webhook' });
    await dialog.getByLabel('Name').fill('Search index');
    await dialog.getByLabel('Address').fill('ftp://localhost/');
    await dialog.getByRole('button', { name: 'Save' }).click();
    expect(await dialog.getByRole('alert').innerText()).not.toContain('url');
    expect(await dialog.locator('.field-problem').count()).toBe(1);
    const { port } = receiver.address() as AddressInfo;
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`);
    await dialog.getByLabel('what was scheduled is published').uncheck();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const shown = page.getByRole('region', { name: 'The secret of “Search index”' });
    expect((await shown.locator('code').innerText()).length).toBeGreaterThan(20);
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('heading', { name: 'Search index' }).waitFor();
    await page.getByRole('heading', { name: 'Nothing sent yet' }).waitFor();
  });

  test('say what the receiver answered, and send it again', async () => {
    await page.getByRole('button', { name: 'Send a ping' }).click();
    await record('ping')
      .getByText(/· answered 500/)
      .waitFor(UNTIL);
    await record('ping').getByText('What was sent and answered').click();
    await record('ping').getByText('as the receiver says').waitFor();
    await seeInBothColours();
    status = 200;
    await record('ping').getByRole('button', { name: 'Send again' }).click();
    await record('ping').getByText('delivered', { exact: true }).waitFor(UNTIL);
    // It may have been tried again by itself in between.
    expect(received.length).toBeGreaterThan(1);
    expect(new Set(received)).toEqual(new Set(['ping']));
    await page.getByRole('combobox', { name: 'State' }).selectOption('failed');
    await page.getByRole('heading', { name: 'Nothing sent yet' }).waitFor();
  });

  test('change a webhook, give it a new secret, and delete it', async () => {
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the webhook' });
    expect(await dialog.getByLabel('what was scheduled is published').isChecked()).toBe(false);
    await dialog.getByLabel('Send messages').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('off', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new secret' }).click();
    const shown = page.getByRole('region', { name: 'The new secret' });
    await shown.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText('The secret from before signs as well until').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByRole('heading', { name: 'Search index' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await question.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
  });

  test('find in the audit log who did what, in words, by what is in the address', async () => {
    const deleted = 'Ada deleted the webhook “Search index”';
    const added = 'Ada added the webhook “Search index”';
    const action = page.getByRole('combobox', { name: 'Action' });
    await page.getByRole('link', { name: 'Audit log' }).click();
    await record(deleted).waitFor();
    expect(await record('Ada set up the first account').getByText('owner.create').count()).toBe(1);
    await seeInBothColours();
    await action.fill('added the webhook');
    await page.getByLabel('Who').selectOption({ label: 'Ada' });
    await page.getByRole('button', { name: 'Find' }).click();
    await record(deleted).waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.record').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('action')).toBe('webhook.create');
    await record(added).getByText('Details').click();
    await record(added).locator('pre').getByText('Search index').waitFor();
    await page.reload();
    await record(added).waitFor();
    expect(await action.inputValue()).toBe('Somebody added the webhook …');
    await action.fill('painted it blue');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await page.evaluate('document.querySelector("[name=action]").validationMessage')).toBe(
      'Nothing that is done is called like this.',
    );
    await action.fill('webhook.create');
    await record(added).getByRole('button', { name: 'Only this subject' }).click();
    const only = page.getByRole('button', { name: 'Only “Search index”' });
    await only.waitFor();
    expect(new URL(page.url()).searchParams.get('subject')).toMatch(/^webhook:/);
    await only.click();
    await only.waitFor({ state: 'detached' });
    await record(added).getByRole('button', { name: 'Only this subject' }).click();
    await only.waitFor();
    await page.getByLabel('Up to').fill('2020-01-01');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await record(deleted).waitFor();
  });

  test('lead from the audit log to what was touched, as it is called now', async () => {
    const content = { title: 'Why static' };
    const made = (await admin.send('POST', 'entries', { collection: 'posts', content })) as { id: string };
    await page.reload();
    const sentence = record('Ada created “Why static”');
    await sentence.getByRole('link', { name: 'Why static' }).click();
    await expect.poll(() => page.url()).toContain(`/content/posts/${made.id}`);
    await page.goBack();
    await sentence.waitFor();
  });

  test('turn the pages of the audit log', async () => {
    for (let number = 0; number < 20; number++)
      await admin.send('POST', 'entries', { collection: 'tags', content: { name: `Tag ${number}` } });
    await page.reload();
    const records = page.getByRole('list', { name: 'Audit log' }).locator(':scope > .record');
    await expect.poll(() => records.count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => records.count()).toBeGreaterThan(50);
  });

  test('show jobs with what became of them, and try again what failed', async () => {
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page
      .locator('.record')
      .or(page.getByRole('heading', { name: 'No such jobs' }))
      .first()
      .waitFor();
    const routine = page.getByRole('checkbox', { name: 'With what recurs by itself and is in order' });
    expect(await record('Clear away jobs that are done').count()).toBe(0);
    await routine.check();
    await record('Clear away jobs that are done').first().waitFor();
    await seeInBothColours();
    await routine.uncheck();
    await page.getByRole('combobox', { name: 'State' }).selectOption('dead');
    await page.getByRole('heading', { name: 'No such jobs' }).waitFor();
    const job = {
      id: '0198c0de-0000-7000-8000-000000000001',
      kind: 'mail.send',
      state: 'dead',
      attempts: 10,
      maxAttempts: 10,
      dueAt: '2026-03-01T08:00:00.000Z',
      createdAt: '2026-03-01T08:00:00.000Z',
      finishedAt: '2026-03-01T09:00:00.000Z',
      error: 'The mailbox is full.',
    };
    let asked = '';
    await page.route(/\/api\/v1\/jobs\?/, (route) =>
      route.fulfill({ json: { jobs: [job], nextCursor: null } }),
    );
    await page.route(/\/api\/v1\/jobs\/.*\/retry/, (route) => {
      asked = `${route.request().method()} ${new URL(route.request().url()).pathname}`;
      return route.fulfill({ json: { ...job, state: 'waiting' } });
    });
    await record('The mailbox is full.').waitFor(UNTIL);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Try again: Send a mail' }).click();
    await page.getByText('It is tried again.').waitFor();
    expect(asked).toBe(`POST /api/v1/jobs/${job.id}/retry`);
  });

  test('break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
