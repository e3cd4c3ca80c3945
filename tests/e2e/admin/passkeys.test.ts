import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const PASSWORD = 'a sentence is long enough';

/** In order: an owner gets a passkey, which the browser itself makes, signs in with it, and removes it. */
describe.skipIf(executablePath === null)('passkeys in the browser', { timeout: 120_000 }, () => {
  let admin: Admin;
  let page: Page;
  let devices: CDPSession;
  let authenticatorId: string;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    page = admin.page;
    devices = await admin.browser.context.newCDPSession(page);
    await devices.send('WebAuthn.enable');
    ({ authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
    await createOwner(admin, { name: 'Olga', email: 'olga@example.org', password: PASSWORD });
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const open = async (path: string): Promise<void> => void (await page.goto(`${admin.url}${path}`));
  const section = () => page.getByRole('region', { name: 'Passkeys' });
  const openGate = async (): Promise<void> => {
    await admin.browser.context.clearCookies();
    await open('');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };
  const isInside = async (): Promise<void> => await page.getByRole('heading', { name: 'Start' }).waitFor();

  test('one is added in one’s own account, with the keyboard alone, and makes codes for when it is lost', async () => {
    await open('account');
    await section().getByText('You have none yet.').waitFor();
    await expectAccessible(page);
    await section().getByRole('button', { name: 'Add a passkey' }).press('Enter');
    // The form has the focus.
    await page.keyboard.type('Telephone');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a guess');
    await page.keyboard.press('Enter');
    await section().getByText('This is not your current password. Type it again.').waitFor();
    await expectAccessible(page);
    await section().getByLabel('Your password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    expect(await page.locator('.codes li').count()).toBe(10);
    await section().getByText('“Telephone” has been added.').waitFor();
    await page.getByText('Recovery codes left: 10').waitFor();
    // What is shown this once comes before where one was.
    expect(await page.locator(':focus').innerText()).toBe('Your recovery codes');
    expect(await section().getByText('not used yet').count()).toBe(1);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
  });

  test('it signs in without a password', async () => {
    await openGate();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).press('Enter');
    await isInside();
  });

  test('it takes the place of a code after the password', async () => {
    await openGate();
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByText('One of your recovery codes.').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await isInside();
  });

  test('without its holder it does not sign in, and it is said what else would', async () => {
    await openGate();
    await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('No passkey was used: it was cancelled').waitFor();
    await expectAccessible(page);
    await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await isInside();
  });

  test('one device gets no second one, for which the first one is shown', async () => {
    await open('account');
    await section().getByRole('button', { name: 'Add a passkey' }).click();
    await section().getByLabel('Name of the passkey').fill('Telephone again');
    await section().getByLabel('Your password').fill(PASSWORD);
    await section().getByText('Leave it empty to use a passkey.').waitFor();
    await section().getByRole('button', { name: 'Make the passkey' }).click();
    await section().getByText('This device has a passkey of your account already.').waitFor();
    await section().getByRole('button', { name: 'Cancel' }).click();
    expect(await page.locator(':focus').innerText()).toBe('Passkeys');
    expect(await section().getByRole('listitem').count()).toBe(1);
  });

  test('it gets another name', async () => {
    await section().getByRole('button', { name: 'Rename Telephone' }).click();
    const name = section().getByLabel('Name of the passkey');
    expect(await name.inputValue()).toBe('Telephone');
    await name.fill('The red one');
    await section().getByRole('button', { name: 'Keep the name' }).click();
    await section().getByText('“Telephone” is called “The red one” now.').waitFor();
    await section().getByRole('button', { name: 'Rename The red one' }).waitFor();
    expect(await section().getByText('last used').count()).toBe(1);
    await expectAccessible(page);
  });

  test('a browser that knows no passkeys offers none, and says why', async () => {
    const old = await admin.browser.context.newPage();
    await old.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'));
    await old.goto(`${admin.url}account`);
    await old.getByText('This browser adds none here').waitFor();
    expect(await old.getByRole('button', { name: 'Add a passkey' }).count()).toBe(0);
    await old.close();
  });

  test('it is removed by being shown once more, and the recovery codes go with it', async () => {
    await section().getByRole('button', { name: 'Remove The red one' }).click();
    await section().getByLabel('Your password').fill(PASSWORD);
    await section().getByRole('button', { name: 'Remove the passkey' }).click();
    await section().getByText('“The red one” has been removed.').waitFor();
    await section().getByText('You have none yet.').waitFor();
    expect(await page.getByText('Recovery codes left').count()).toBe(0);
    await openGate();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('This passkey is not good here').waitFor();
  });

  test('where the role needs a second factor, a passkey opens everything else', async () => {
    await page.getByLabel('E-mail address').fill('olga@example.org');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await isInside();
    await admin.send('PUT', 'sign-in-policy', { secondFactorRoles: ['owner'] });
    await open('');
    await page.getByText('Here your role needs a second factor').waitFor();
    await section().getByRole('button', { name: 'Add a passkey' }).click();
    await section().getByLabel('Name of the passkey').fill('Telephone');
    await section().getByLabel('Your password').fill(PASSWORD);
    await section().getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByText('Here your role needs a second factor').waitFor({ state: 'detached' });
    // The stream of events opens now, and with it all is read anew: the codes stay until they were kept.
    await page.getByRole('link', { name: 'Media' }).waitFor();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await isInside();
    expect(await page.getByText('Here your role needs a second factor').count()).toBe(0);
  });

  test('the pages break no rule of the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});
