import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDrawing } from '../../../server/media/pictures.ts';
import { type BuiltSite, buildSite, type Site } from './built-site.ts';
import { siteEntries, siteEntry } from './site-content.ts';

let built: BuiltSite;
let folder: string;
beforeAll(async () => {
  built = await buildSite();
  folder = mkdtempSync(join(tmpdir(), 'stillpress-share-'));
}, 120_000);
afterAll(() => {
  built?.close();
  rmSync(folder, { recursive: true, force: true });
});

const others = siteEntries.filter(({ collection }) => collection !== 'settings');

function post(fields: Record<string, unknown>, locale = 'en') {
  const slug = 'shared';
  return siteEntry('shared', { collection: 'posts', locale, fields: { title: 'Shared', slug, ...fields } });
}

async function draw(site: Site, path: string): Promise<string> {
  const { body, contentType, status } = await site.render(path);
  expect([status, contentType]).toEqual([200, 'image/svg+xml']);
  return body;
}

/** How many different shades there are in the lower half, where words stand. */
async function inkBelow(svg: string): Promise<number> {
  const picture = sharp(await renderDrawing(Buffer.from(svg), 'png'));
  expect(await picture.metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
  const words = picture.extract({ left: 60, top: 300, width: 1080, height: 200 }).greyscale().raw();
  return new Set(await words.toBuffer()).size;
}

async function drawnTitle(title: string): Promise<string> {
  return await draw(await built.open([...siteEntries, post({ title })]), '/share/shared.png');
}

describe('the image of a post where it is shared', () => {
  it('is named by the page of the post, with its size, and by nothing else', async () => {
    const site = await built.open([...siteEntries, post({})]);
    const { body } = await site.render('/blog/shared/');
    expect(body).toContain('<meta property="og:image" content="https://plain.example/share/shared.png">');
    expect(body).toContain('<meta property="og:image:width" content="1200">');
    expect(body).toContain('<meta property="og:image:alt" content="Shared">');
    expect(body).toContain('content="summary_large_image"');
    expect(body).toContain('"image":"https://plain.example/share/shared.png"');
    expect((await site.render('/')).body).not.toContain('og:image');
  });

  it('has the title, in shapes and not in letters', async () => {
    const site = await built.open([...siteEntries, post({ title: 'Ebbe und Flut' })]);
    const svg = await draw(site, '/share/shared.png');
    expect(svg).not.toContain('Ebbe');
    expect(svg).not.toContain('<text');
    expect(await inkBelow(svg)).toBeGreaterThan(20);
  });

  it('leaves the room of a title that it has no letters for to the cover', async () => {
    const latin = await draw(
      await built.open([...siteEntries, post({ title: 'Łódź, Đà Nẵng' })]),
      '/share/shared.png',
    );
    const other = await draw(
      await built.open([...siteEntries, post({ title: '潮の満ち引き' })]),
      '/share/shared.png',
    );
    expect([latin.includes('height="240"'), other.includes('height="240"')]).toEqual([true, false]);
    await inkBelow(other);
  });

  it.each([
    ['Launch 🎉', 'Launch'],
    ['Über den Rand → hinaus', 'Über den Rand hinaus'],
  ])('draws %s without the signs that it has no shapes for', async (title, drawn) => {
    expect(await drawnTitle(title)).toBe(await drawnTitle(drawn));
  });

  it.each([
    ['of one long word', 'x'.repeat(300)],
    ['of many words', 'Many words '.repeat(40)],
    ['of nothing but a space between two words', 'a b'],
    ['that says what the drawing is made of', '</svg><script>alert(1)</script>&"'],
  ])('takes a title %s', async (_, title) => {
    const svg = await draw(await built.open([...siteEntries, post({ title })]), '/share/shared.png');
    expect(svg).not.toContain('script');
    expect(await inkBelow(svg)).toBeGreaterThan(1);
  });

  it('is there in the language of the post alone', async () => {
    const site = await built.open([...siteEntries, post({}, 'de')]);
    expect((await site.render('/share/shared.png')).status).toBe(404);
    expect((await site.render('/de/share/shared.png')).status).toBe(200);
    expect((await site.render('/share/none.png')).status).toBe(404);
    expect((await site.render('/de/blog/shared/')).body).toContain('/de/share/shared.png"');
  });

  it('depends on nothing that the text says', async () => {
    const site = await built.open([...siteEntries, post({})]);
    const { reads } = await site.render('/share/shared.png');
    expect(reads.map(({ question }) => question).join('\n')).not.toMatch(/"kind":"entry".*shared/);
  });

  it('is not made where the settings say so', async () => {
    const fields = { siteTitle: 'Plain', postsPerPage: 10, shareImages: false };
    const site = await built.open([
      ...others,
      siteEntry('settings', { collection: 'settings', fields }),
      post({}),
    ]);
    const { body } = await site.render('/blog/shared/');
    expect(body).not.toContain('og:image');
    expect(body).toContain('name="twitter:card" content="summary"');
  });
});
