import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Media } from '../../../model/api/media.ts';
import { requireComponent } from '../../support/components.ts';
import { PDF_BYTES, pictureBytes } from '../../support/media/pictures.ts';
import { wavBytes } from '../../support/media/recordings.ts';
import { createOwner, expectAccessible, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const INPUT = '.page-head input[type=file]';
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');

/** On a machine that has much to do. */
const PATIENT = { timeout: 20_000 };

let seed = 0;
const picture = async (name: string) => ({
  name,
  mimeType: 'image/jpeg',
  buffer: await pictureBytes({ width: 640, height: 320, seed: (seed += 1) }),
});

/** In order: files come, are described, found, changed, shown, replaced and deleted. */
describe.skipIf(executablePath === null)('the media library', { timeout: 60_000 }, () => {
  let admin: Admin;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-files-'));

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await admin?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The same file, whenever it is chosen. */
  const onDisk = (name: string, samples: number): string => {
    const path = join(folder, name);
    writeFileSync(path, wavBytes(samples));
    return path;
  };

  const file = (name: string) => page.getByRole('row', { name });
  const details = () => page.getByRole('complementary', { name: 'Details of the file' });
  const choose = async (...files: readonly { name: string; mimeType: string; buffer: Buffer }[]) =>
    await page.locator(INPUT).setInputFiles(files);
  const stored = async (name: string): Promise<Media> => {
    const answer = (await admin.send('GET', `media?q=${name}`, undefined)) as { media: Media[] };
    const [found] = answer.media;
    if (found === undefined) throw new Error(`There is no ${name}.`);
    return found;
  };
  const expectAllToUse = async (): Promise<void> => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expectAccessible(page);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };

  test('says what belongs here while there is nothing', async () => {
    await page.getByRole('link', { name: 'Media', exact: true }).click();
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await expectAllToUse();
  });

  test('takes many at once, says why it refuses one, and asks what the pictures show', async () => {
    await choose(
      await picture('fjord.jpg'),
      { name: 'drawing.svg', mimeType: 'image/svg+xml', buffer: SVG },
      { name: 'paper.pdf', mimeType: 'application/pdf', buffer: PDF_BYTES },
      await picture('bridge.jpg'),
    );
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByText('3 files uploaded, 1 refused').waitFor();
    await uploads.getByText('It is an SVG, which can hold programs.').waitFor();
    await uploads.getByRole('button', { name: 'Write alt texts' }).click();
    const dialog = page.getByRole('dialog');
    await expectAllToUse();
    await dialog.getByLabel('Alt text of fjord.jpg').fill('A fjord at dawn');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Alt text of bridge.jpg').waitFor();
    await dialog.getByRole('button', { name: 'Skip' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await stored('fjord')).alt).toBe('A fjord at dawn');
    await uploads.getByRole('button', { name: 'Take drawing.svg off the list' }).click();
    await uploads.waitFor({ state: 'detached' });
    await file('fjord.jpg').waitFor();
    await file('bridge.jpg, without alt text').waitFor();
  });

  test('takes what is dropped anywhere on it, and what is pasted', async () => {
    for (const [type, name] of [
      ['drop', 'dropped.jpg'],
      ['paste', 'pasted.jpg'],
    ] as const) {
      await give(page, { type, name, bytes: (await picture(name)).buffer });
      await file(name).waitFor();
    }
    await page.getByRole('button', { name: 'Close the list of uploads' }).click();
    expect((await stored('pasted')).contentType).toBe('image/jpeg');
  });

  test('goes on with an upload by itself when the connection is back, where it was', async () => {
    const sent = await offsetsOfPieces(page);
    await cutAfterFirstPiece(page);
    await page.locator(INPUT).setInputFiles(onDisk('tide.wav', 1_500_000));
    await page.getByText('No connection. It goes on by itself.').waitFor();
    await page.unroute('**/api/v1/uploads/*');
    await file('tide.wav').waitFor();
    expectOnce(sent());
    expect((await stored('tide')).sizeBytes).toBe(wavBytes(1_500_000).length);
  });

  test('sends only what is missing when the same file is chosen again after a reload', async () => {
    const sent = await offsetsOfPieces(page);
    await cutAfterFirstPiece(page);
    const sound = onDisk('storm.wav', 1_600_000);
    await page.locator(INPUT).setInputFiles(sound);
    await page.getByText('No connection. It goes on by itself.').waitFor();
    page.once('dialog', (question) => void question.accept());
    await page.reload();
    await page.unroute('**/api/v1/uploads/*');
    const left = page.getByRole('region', { name: 'Unfinished uploads' });
    await left.getByText('storm.wav').waitFor();
    await page.locator(INPUT).setInputFiles(sound);
    await file('storm.wav').waitFor();
    await left.waitFor({ state: 'detached' });
    expectOnce(sent());
  });

  test('ends an upload that nobody wants any more, on the server too', async () => {
    await cutAfterFirstPiece(page);
    await choose({ name: 'unwanted.wav', mimeType: 'audio/wav', buffer: wavBytes(1_700_000) });
    await page.getByText('No connection. It goes on by itself.').waitFor();
    await page.unroute('**/api/v1/uploads/*');
    const ended = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Cancel the upload of unwanted.wav' }).click();
    expect((await ended).status()).toBe(204);
    await page.getByText('unwanted.wav').waitFor({ state: 'detached' });
  });

  test('finds files by words, kind and what they lack, and by tags that are given beside them', async () => {
    await page.goto(`${admin.url}media`);
    await page.getByLabel('Search files').fill('fjord dawn');
    await file('bridge.jpg').waitFor({ state: 'detached' });
    await file('fjord.jpg').click();
    await details().getByLabel('Tags').fill('Norway');
    await page.keyboard.press('Enter');
    await details().getByRole('button', { name: 'Remove the tag Norway' }).waitFor();
    await page.getByLabel('Search files').fill('');
    await file('bridge.jpg').waitFor();
    await page.getByLabel('Tag', { exact: true }).selectOption('Norway');
    await file('bridge.jpg').waitFor({ state: 'detached' });
    await file('fjord.jpg').waitFor();
    await page.getByLabel('Tag', { exact: true }).selectOption('');
    await page.getByLabel('Kind').selectOption('document');
    await file('fjord.jpg').waitFor({ state: 'detached' });
    await file('paper.pdf').waitFor();
    await page.getByLabel('Kind').selectOption('');
    await page.getByRole('button', { name: 'Without alt text' }).click();
    await file('paper.pdf').waitFor({ state: 'detached' });
    await file('bridge.jpg').waitFor();
    expect(await file('fjord.jpg').count()).toBe(0);
    await page.getByRole('button', { name: 'As a list' }).click();
    await file('bridge.jpg').getByText('Without alt text').waitFor();
    await expectAllToUse();
    await page.getByRole('button', { name: 'As a grid' }).click();
  });

  test('has no picture among those without alt text that only decorates', async () => {
    await page.goto(`${admin.url}media?alt=missing`);
    await file('bridge.jpg').click();
    await details().getByLabel('Decorative: needs no alt text').check();
    await file('bridge.jpg').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await details().getByLabel('Decorative: needs no alt text').uncheck();
    await file('bridge.jpg').waitFor();
    expect(await details().getByLabel('Alt text', { exact: true }).inputValue()).toBe('');
  });

  test('keeps what is written beside a file when somebody goes on to another one', async () => {
    await file('bridge.jpg').click();
    await details().getByLabel('Alt text', { exact: true }).fill('A bridge over the sound');
    await page.getByRole('button', { name: 'Without alt text' }).click();
    await vi.waitFor(
      async () => expect((await stored('bridge')).alt).toBe('A bridge over the sound'),
      PATIENT,
    );
    await file('fjord.jpg').click();
    await details().getByLabel('Alt text', { exact: true }).fill('A fjord at dusk');
    await page.keyboard.press('Escape');
    await details().waitFor({ state: 'detached' });
    await vi.waitFor(async () => expect((await stored('fjord')).alt).toBe('A fjord at dusk'), PATIENT);
  });

  test('moves the focal point by keys and by the pointer, and shows what is left of the picture', async () => {
    await file('fjord.jpg').click();
    const square = details().locator('.crop').nth(2).locator('img');
    expect(await square.evaluate(({ style }) => style.left)).toBe('-50%');
    await details().getByLabel('Focal point, from the left').focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowUp');
    expect(await square.evaluate(({ style }) => style.left)).toBe('-100%');
    await vi.waitFor(async () => expect((await stored('fjord')).focal).toEqual({ x: 0.8, y: 0.49 }), PATIENT);
    const box = await details().locator('.focal-picture').boundingBox();
    await page.mouse.click((box?.x ?? 0) + 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await vi.waitFor(async () => expect((await stored('fjord')).focal.x).toBeLessThan(0.05), PATIENT);
    expect(await square.evaluate(({ style }) => style.left)).toBe('0%');
    await expectAllToUse();
  });

  test('says where a file stands, and replaces it there', async () => {
    const { id, hash } = await stored('fjord');
    const body = { type: 'doc', content: [{ type: 'image', attrs: { mediaId: id } }] };
    const content = { title: 'Down the fjord', slug: 'down-the-fjord', body };
    await publish(page, { collection: 'posts', content });
    await page.reload();
    await details().getByRole('link', { name: 'Down the fjord' }).waitFor();
    await details().getByRole('link', { name: '/blog/down-the-fjord/' }).waitFor();
    await details()
      .locator('input[type=file]')
      .setInputFiles([await picture('anew.jpg')]);
    const question = page.getByRole('alertdialog');
    await question.getByText(/which shows? the new file at once/).waitFor();
    await expectAllToUse();
    await question.getByRole('button', { name: 'Replace' }).click();
    await details().getByRole('heading', { name: 'anew.jpg', exact: true }).waitFor();
    const replaced = await stored('anew');
    expect([replaced.id, replaced.alt]).toEqual([id, 'A fjord at dusk']);
    expect(replaced.hash).not.toBe(hash);
  });

  test('copies the address at which visitors get it, and says where they get none', async () => {
    const address = new RegExp(`^http://localhost:${admin.port}/_media/${(await stored('anew')).id}/`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await vi.waitFor(async () => {
      await details().getByRole('button', { name: 'Copy address' }).click();
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(address);
    }, PATIENT);
    await page.getByText('The address is copied.').first().waitFor();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect((await page.request.get(copied)).status()).toBe(200);
    await file('bridge.jpg').click();
    await details().getByRole('heading', { name: 'bridge.jpg' }).waitFor();
    await details().getByRole('button', { name: 'Copy address' }).click();
    await page.getByText('“bridge.jpg” has no public address yet.').waitFor();
    await file('anew.jpg').click();
    await details().getByRole('heading', { name: 'anew.jpg', exact: true }).waitFor();
  });

  test('names the pages that a deletion would take a picture from, and deletes with consent', async () => {
    const question = page.getByRole('alertdialog');
    await page.route(/\/usage/, (route) => route.fulfill({ status: 503, body: 'no' }));
    await details().getByRole('button', { name: 'Delete' }).click();
    await question.getByText('Where it is shown could not be found out.').waitFor();
    expect(await question.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await page.unroute(/\/usage/);
    await question.getByRole('button', { name: 'Try again' }).click();
    await question.getByText('/blog/down-the-fjord/').waitFor();
    await expectAllToUse();
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'detached' });
    await file('anew.jpg').waitFor();
    await details().getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Delete all the same' }).click();
    await file('anew.jpg').waitFor({ state: 'detached' });
    await details().waitFor({ state: 'detached' });
    expect(await admin.send('GET', 'media?q=anew', undefined)).toMatchObject({ media: [] });
  });

  test('changes several files at once, by the keyboard', async () => {
    await file('tide.wav').click();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('group', { name: 'Selected files' });
    await bar.getByLabel('Tag for all of them').fill('archive');
    await page.keyboard.press('Enter');
    await page.getByText(/files have the tag “archive”/).waitFor();
    const { media } = (await admin.send('GET', 'media?tag=archive', undefined)) as { media: Media[] };
    expect(media.length).toBeGreaterThan(4);
    await expectAllToUse();
    await bar.getByRole('button', { name: 'Select nothing' }).click();
    await file('tide.wav').click();
    await page.keyboard.press('Delete');
    const question = page.getByRole('alertdialog');
    await question.getByText('No entry and no page shows it.').waitFor();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await file('tide.wav').waitFor({ state: 'detached' });
  });

  test('fits a telephone', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${admin.url}media`);
    await file('pasted.jpg').click();
    await page
      .getByRole('dialog', { name: 'Details of the file' })
      .getByLabel('Alt text', { exact: true })
      .waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await expectAllToUse();
    await page.getByRole('button', { name: 'Close the details' }).click();
    await expectAllToUse();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('draws those in sight of thousands', async () => {
    const known = await stored('pasted');
    const many = Array.from({ length: 100 }, (_, index) => index);
    await page.route('**/api/v1/media?**', async (route) => {
      const cursor = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const media = many.map((index) =>
        Object.assign({}, known, { id: `${cursor}-${index}`, fileName: `n${cursor * 100 + index}.jpg` }),
      );
      await route.fulfill({ json: { media, nextCursor: cursor === 19 ? null : String(cursor + 1) } });
    });
    await page.goto(`${admin.url}media`);
    await file('n0.jpg').waitFor();
    await file('n0.jpg').click();
    await vi.waitFor(
      async () => {
        await page.keyboard.press('End');
        expect(await page.getByRole('row', { name: 'n1999.jpg' }).count()).toBe(1);
      },
      { timeout: 50_000, interval: 100 },
    );
    expect(await page.locator('.media-tile').count()).toBeLessThan(200);
    await page.unroute('**/api/v1/media?**');
  });

  test('does all of it within its content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

type Given = { type: 'drop' | 'paste'; name: string; bytes: Buffer };

/** As a browser tells of files that somebody drops or pastes. */
async function give(page: Page, { bytes, name, type }: Given): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    const content = Uint8Array.from(atob('${bytes.toString('base64')}'), (sign) => sign.charCodeAt(0));
    data.items.add(new File([content], '${name}', { type: 'image/jpeg' }));
    const told = { bubbles: true, cancelable: true };
    const event = '${type}' === 'paste'
      ? new ClipboardEvent('paste', { ...told, clipboardData: data })
      : new DragEvent('drop', { ...told, dataTransfer: data });
    document.body.dispatchEvent(event);
  }`);
}

/** What comes after the first piece of each upload does not reach the server. */
async function cutAfterFirstPiece(page: Page): Promise<void> {
  await page.route('**/api/v1/uploads/*', async (route) => {
    const isFirst = route.request().headers()['upload-offset'] === '0';
    await (isFirst ? route.continue() : route.abort('connectionfailed'));
  });
}

/** Where the pieces begin that the server has taken. */
async function offsetsOfPieces(page: Page): Promise<() => number[]> {
  const offsets: number[] = [];
  const hear = (response: Response): void => {
    const offset = response.request().headers()['upload-offset'];
    if (offset !== undefined && response.status() === 204) offsets.push(Number(offset));
  };
  page.on('response', hear);
  return () => {
    page.off('response', hear);
    return offsets;
  };
}

/** The server takes a piece where the one before has ended, and nowhere else: what begins at zero once is sent once. */
function expectOnce(offsets: readonly number[]): void {
  expect(offsets.length).toBeGreaterThan(1);
  expect(offsets.filter((offset) => offset === 0)).toHaveLength(1);
}

async function publish(page: Page, entry: { collection: string; content: object }): Promise<void> {
  await page.evaluate(async (body) => {
    const headers = { 'Content-Type': 'application/json' };
    const begun = await fetch('/api/v1/entries', { method: 'POST', headers, body: JSON.stringify(body) });
    const { draft, id } = (await begun.json()) as { id: string; draft: { versionId: string } };
    await fetch(`/api/v1/entries/${id}/publish`, {
      method: 'POST',
      headers: { ...headers, 'If-Match': `"${draft.versionId}"` },
      body: '{}',
    });
  }, entry);
}
