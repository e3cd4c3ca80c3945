import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBrowser, type Browser } from '../../support/browser.ts';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, joinAs, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const SAVED_WITHIN = { timeout: 30_000 };

/** Each way of losing words, played for real: every keystroke is on the server in the end, or offered back. */
describe.skipIf(executablePath === null)('what is typed is never lost', { timeout: 90_000 }, () => {
  let admin: Admin;
  let page: Page;
  let entryId: string;
  let other: Browser;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
    other = await openBrowser(executablePath);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await other?.close();
    await admin?.close();
  });

  const address = (): string => `${admin.url}content/posts/${entryId}`;
  const begin = async (title: string): Promise<void> => {
    const content = { title, excerpt: 'As it was' };
    const made = (await admin.send('POST', 'entries', { collection: 'posts', content })) as { id: string };
    entryId = made.id;
    await open(page);
  };
  const open = async (at: Page): Promise<void> => {
    await at.goto(address());
    await titleOf(at).waitFor();
  };
  const stored = async (expected: Record<string, unknown>): Promise<void> =>
    await vi.waitFor(
      async () => expect(await readContent(page, entryId)).toMatchObject(expected),
      SAVED_WITHIN,
    );

  test('when the server is killed while somebody writes, and started again', async () => {
    await begin('Before');
    await titleOf(page).press('End');
    const typing = page.keyboard.type(' and during and after', { delay: 120 });
    await page.waitForTimeout(900);
    await admin.killServer();
    await typing;
    await page.getByText('Offline: kept on this device').waitFor();
    await admin.startServer();
    await stored({ title: 'Before and during and after' });
    expect(await titleOf(page).inputValue()).toBe('Before and during and after');
    expect(await page.getByText('Somebody else').count()).toBe(0);
  });

  test('when the answer to a save is cut off, and somebody goes on writing in the same field', async () => {
    await begin('Cut');
    let isCut = false;
    await page.route('**/api/v1/entries/*/draft', async (route) => {
      if (isCut) return await route.abort();
      isCut = true;
      await route.fetch();
      return await route.abort();
    });
    await titleOf(page).press('End');
    await page.keyboard.type(' once');
    await page.getByText('Offline: kept on this device').waitFor();
    await stored({ title: 'Cut once' });
    await page.keyboard.type(' and twice');
    await page.unroute('**/api/v1/entries/*/draft');
    await stored({ title: 'Cut once and twice' });
    expect(await page.getByText('Somebody else').count()).toBe(0);
  });

  test('when the network is cut', async () => {
    await begin('Cut');
    await page.context().setOffline(true);
    await titleOf(page).fill('Written on a train');
    await page.getByText('Offline: kept on this device').waitFor();
    await page.context().setOffline(false);
    await stored({ title: 'Written on a train' });
    expect(await titleOf(page).inputValue()).toBe('Written on a train');
  });

  test('when a part of the screen cannot be loaded without a network: that is said in its place', async () => {
    await begin('All in one place');
    const history = page.getByRole('complementary', { name: 'History' });
    const said = 'This could not be loaded. Check the connection, and try again.';
    await page.context().setOffline(true);
    await titleOf(page).fill('All still here');
    await page.getByRole('button', { name: 'History' }).click();
    await history.getByText(said).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Control+k');
    await page.locator('.plain-toasts').getByText(said).waitFor();
    await expectAccessible(page);
    await page.locator('.plain-toasts').getByRole('button', { name: 'Close' }).click();
    expect(await titleOf(page).inputValue()).toBe('All still here');
    await page.context().setOffline(false);
    await history.getByText('This could not be loaded').waitFor({ state: 'detached' });
    await history.getByRole('listitem').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await stored({ title: 'All still here' });
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Media' }).click();
    await page.getByRole('main').getByText(said).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'Media' }).waitFor();
  });

  test('when the tab is killed: its words are offered back, with what is different', async () => {
    await begin('Killed');
    const { context } = admin.browser;
    await context.route('**/api/v1/entries/*/draft', async (route) => await route.abort());
    const doomed = await context.newPage();
    await open(doomed);
    await titleOf(doomed).fill('Killed, and back');
    await doomed.getByText('Offline: kept on this device').waitFor();
    const killer = await context.newCDPSession(doomed);
    // It takes the renderer with it, and answers nothing.
    killer.send('Page.crash').catch(() => {});
    await doomed.waitForEvent('crash');
    await doomed.close();
    await context.unroute('**/api/v1/entries/*/draft');
    await page.reload();
    await page.getByText(/Words of yours from .* were not saved\./).waitFor();
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.locator('.differences ins', { hasText: ', and back' }).waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.getByRole('button', { name: 'Put them back' }).click();
    await stored({ title: 'Killed, and back' });
    await expect.poll(() => titleOf(page).inputValue()).toBe('Killed, and back');
    await page.reload();
    await titleOf(page).waitFor();
    expect(await page.getByText(/Words of yours/).count()).toBe(0);
  });

  test('when somebody leaves in the middle of a word: it is saved all the same', async () => {
    await begin('Left');
    await titleOf(page).press('End');
    await page.keyboard.type(' in haste');
    await page.goto(`${admin.url}content/posts`);
    await stored({ title: 'Left in haste' });
    await open(page);
    expect(await titleOf(page).inputValue()).toBe('Left in haste');
    expect(await page.getByText(/Words of yours/).count()).toBe(0);
  });

  test('when a window goes later than the next one comes: its words are offered then, and nothing is published without an answer', async () => {
    await begin('Slow to go');
    const { context } = admin.browser;
    await context.route('**/api/v1/entries/*/draft', async (route) => await route.abort());
    const slow = await context.newPage();
    await open(slow);
    await titleOf(slow).fill('Slow to go, and back');
    await slow.getByText('Offline: kept on this device').waitFor();
    await page.reload();
    await titleOf(page).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const publish = page.getByRole('button', { name: 'Publish now' });
    await publish.and(page.locator(':enabled')).waitFor();
    await slow.close();
    await page.getByText(/Words of yours from .* were not saved\./).waitFor();
    await publish.and(page.locator(':disabled')).waitFor();
    await context.unroute('**/api/v1/entries/*/draft');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.getByRole('button', { name: 'Put them back' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await stored({ title: 'Slow to go, and back' });
    await publish.and(page.locator(':enabled')).waitFor();
  });

  test('when the tab of an entry that was never saved is killed: the start page leads back to its words', async () => {
    const { context } = admin.browser;
    await context.route('**/api/v1/entries', async (route) => await route.abort());
    const doomed = await context.newPage();
    await doomed.goto(`${admin.url}content/posts/new`);
    await titleOf(doomed).fill('Never saved');
    await doomed.getByText('Offline: kept on this device').waitFor();
    const killer = await context.newCDPSession(doomed);
    killer.send('Page.crash').catch(() => {});
    await doomed.waitForEvent('crash');
    await doomed.close();
    await context.unroute('**/api/v1/entries');
    await page.goto(admin.url);
    const unsaved = page.getByRole('region', { name: 'Words that were not saved' });
    await unsaved.waitFor();
    await expectAccessible(page);
    await unsaved.getByRole('link', { name: 'Never saved' }).click();
    await page.getByRole('button', { name: 'Put them back' }).click();
    await page.waitForURL(/\/posts\/(?!new)[^/]+$/);
    entryId = page.url().split('/').at(-1) ?? '';
    await stored({ title: 'Never saved' });
    await page.getByRole('link', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Start' }).waitFor();
    await expect.poll(() => unsaved.count()).toBe(0);
  });

  test('when somebody goes to another screen without a network, and comes back', async () => {
    await begin('Away');
    await page.goto(`${admin.url}content/posts`);
    await page.getByRole('link', { name: 'Away' }).click();
    await titleOf(page).waitFor();
    await page.context().setOffline(true);
    await titleOf(page).fill('Away, and back');
    await page.getByText('Offline: kept on this device').waitFor();
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    await page.context().setOffline(false);
    await page.getByRole('link', { name: /^Away/ }).click();
    await stored({ title: 'Away, and back' });
    await expect.poll(() => titleOf(page).inputValue()).toBe('Away, and back');
  });

  test('in two tabs of one person: what is typed in one is in the other', async () => {
    await begin('Two tabs');
    const second = await admin.browser.context.newPage();
    await open(second);
    await titleOf(page).fill('Typed in the first');
    await excerptOf(second).fill('Typed in the second');
    await stored({ title: 'Typed in the first', excerpt: 'Typed in the second' });
    await vi.waitFor(async () => {
      expect(await titleOf(second).inputValue()).toBe('Typed in the first');
      expect(await excerptOf(page).inputValue()).toBe('Typed in the second');
    }, SAVED_WITHIN);
    await page.getByTitle(/You, in another window/).waitFor();
    await page.route('**/api/v1/entries/*/draft', async (route) => await route.abort());
    await excerptOf(page).fill('At last in the first');
    await page.getByText('Offline: kept on this device').waitFor();
    await excerptOf(second).fill('At last in the second');
    await stored({ excerpt: 'At last in the second' });
    const own = page.getByRole('region', { name: 'You have changed the same place in another window' });
    await page.unroute('**/api/v1/entries/*/draft');
    await own.getByRole('radio', { name: 'As it is there' }).check(SAVED_WITHIN);
    await own.getByRole('button', { name: 'Save what is chosen' }).click();
    await stored({ excerpt: 'At last in the second' });
    await second.close();
  });

  test('with two editors: other places come together, and of the same place each is asked', async () => {
    const they = await joinAs(admin, other, { name: 'Bea', role: 'admin' });
    await begin('Two editors');
    await open(they);
    await page.getByTitle(/^Bea/).waitFor();
    await excerptOf(they).focus();
    await page.getByTitle('Bea, in “Excerpt”').waitFor();
    await titleOf(page).fill('By Ada');
    await excerptOf(they).fill('By Bea');
    await stored({ title: 'By Ada', excerpt: 'By Bea' });
    await vi.waitFor(async () => expect(await titleOf(they).inputValue()).toBe('By Ada'), SAVED_WITHIN);
    await they.context().setOffline(true);
    await excerptOf(they).fill('By Bea once more');
    await excerptOf(page).fill('By Ada now');
    await stored({ excerpt: 'By Ada now' });
    await they.context().setOffline(false);
    const conflict = they.getByRole('region', { name: 'Somebody else has changed the same place' });
    await conflict.getByText('By Ada now').waitFor();
    await conflict.getByText('By Bea once more').waitFor();
    await expectAccessible(they);
    await stored({ excerpt: 'By Ada now' });
    await they.getByRole('button', { name: 'Look at both' }).click();
    await they.getByRole('radio', { name: 'Mine' }).focus();
    await they.keyboard.press('ArrowRight');
    await they.keyboard.press('Tab');
    await they.keyboard.press('Enter');
    await conflict.waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect(await excerptOf(they).inputValue()).toBe('By Ada now'), 15_000);
    await titleOf(they).fill('By both');
    await stored({ title: 'By both', excerpt: 'By Ada now' });
    await they.close();
    await page.getByTitle(/^Bea/).waitFor({ state: 'detached' });
  });

  test('in two items of a list, each by somebody else: both are there, and of the same item each is asked', async () => {
    const names = ['first', 'second', 'third'];
    const links = names.map((label) => ({ label, href: `https://example.org/${label}` }));
    const content = { name: 'Grace', slug: 'grace', links };
    const made = (await admin.send('POST', 'entries', { collection: 'authors', content })) as { id: string };
    entryId = made.id;
    const they = await other.context.newPage();
    for (const one of [page, they]) {
      await one.goto(`${admin.url}content/authors/${entryId}`);
      for (const { href, label } of links)
        await one.getByRole('button', { name: `${label} ${href}`, exact: true }).click();
    }
    await labelOf(they, 3).focus();
    await labelOf(page, 1).fill('By Ada');
    await labelOf(they, 3).fill('By Bea');
    await stored({ links: [{ label: 'By Ada' }, { label: 'second' }, { label: 'By Bea' }] });
    await vi.waitFor(async () => expect(await labelOf(they, 1).inputValue()).toBe('By Ada'), SAVED_WITHIN);
    await page.getByRole('button', { name: 'By Ada: more' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await vi.waitFor(async () => expect(await labelOf(they, 2).inputValue()).toBe('By Bea'), SAVED_WITHIN);
    await they.keyboard.type(', still');
    await stored({ links: [{ label: 'second' }, { label: 'By Bea, still' }] });
    await they.context().setOffline(true);
    await labelOf(they, 1).fill('Second by Bea');
    await labelOf(page, 1).fill('Second by Ada');
    await stored({ links: [{ label: 'Second by Ada' }, { label: 'By Bea, still' }] });
    await they.context().setOffline(false);
    const conflict = they.getByRole('region', { name: 'Somebody else has changed the same place' });
    await conflict.getByText('Second by Ada').waitFor();
    await conflict.getByText('Second by Bea').waitFor();
    expect(await conflict.getByText('By Bea, still').count()).toBe(0);
    await conflict.getByRole('radio', { name: /^(?:Theirs|As Ada has it)$/ }).check();
    await conflict.getByRole('button', { name: 'Save what is chosen' }).click();
    await conflict.waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect(await labelOf(they, 1).inputValue()).toBe('Second by Ada'), 15_000);
    await they.close();
  });

  test('when the session ends while somebody writes: they sign in again, and it is saved', async () => {
    await begin('Signed out');
    await admin.browser.context.clearCookies();
    const question = page.getByRole('dialog', { name: 'Sign in again' });
    // Who writes on is not asked in the middle of it.
    await page.evaluate(
      "globalThis.keys = setInterval(() => document.dispatchEvent(new KeyboardEvent('keydown')), 50)",
    );
    await titleOf(page).fill('Signed in again');
    await page.locator('.sign-in-again').waitFor({ state: 'attached' });
    await page.keyboard.type(', and written on');
    expect(await question.isVisible()).toBe(false);
    await page.evaluate('clearInterval(globalThis.keys)');
    await question.getByLabel('Password').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await titleOf(page).and(page.locator(':focus')).waitFor();
    await stored({ title: 'Signed in again, and written on' });
  });

  test('where the browser keeps nothing, it is said, and nobody leaves without being asked', async () => {
    const bare = await admin.browser.context.newPage();
    await bare.addInitScript(() => {
      Reflect.defineProperty(globalThis, 'indexedDB', {
        value: {
          open: () => {
            throw new Error('There is no room.');
          },
        },
      });
    });
    await begin('No room');
    await open(bare);
    await bare.route('**/api/v1/entries/*/draft', async (route) => await route.abort());
    await titleOf(bare).fill('Nowhere yet');
    await bare.getByText('Not saved, and not kept on this device').first().waitFor();
    await bare.getByRole('link', { name: 'Back to Posts' }).click();
    await bare.getByRole('alertdialog', { name: 'Leave without these words?' }).waitFor();
    await bare.getByRole('button', { name: 'Stay here' }).click();
    const asked = bare.waitForEvent('dialog');
    bare.reload().catch(() => {});
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await bare.unroute('**/api/v1/entries/*/draft');
    await stored({ title: 'Nowhere yet' });
    await bare.close();
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

function titleOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Title *' });
}

function excerptOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Excerpt' });
}

function labelOf(page: Page, item: number): Locator {
  return page.locator(`[data-path="links[${item - 1}].label"]`).getByRole('textbox');
}

async function readContent(page: Page, entryId: string): Promise<unknown> {
  return await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/entries/${id}`);
    return ((await answer.json()) as { draft: { content: unknown } }).draft.content;
  }, entryId);
}
