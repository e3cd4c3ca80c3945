import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { requireComponent } from '../../support/components.ts';
import { XSS_CORPUS } from '../../support/xss-corpus.ts';
import { documentDesk, SAVED } from './document-desk.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS } from './open-admin.ts';
import type { Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color: red}</style></head><body lang=EN-GB>
<!--StartFragment--><h1>A title<o:p></o:p></h1>
<p class=MsoNormal>Some <b style='mso-bidi-font-weight:normal'>bold</b> and <span style='font-style:italic'>slanted</span> words.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>One<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp; </span></span>Deeper<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>Two<o:p></o:p></p>
<p class=MsoNormal>&nbsp;</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span>Third<o:p></o:p></p>
<table><thead><tr><td colspan=2><p class=MsoNormal>Wide</p></td><td><p>c</p></td></tr></thead><tr><td><p>1</p><p>2</p></td><td>3</td><td>4</td></tr></table>
<p class=MsoNormal><img width=100 src="file:///C:/Users/ada/clip_image002.jpg"><a href="#_ftn1"><span>[1]</span></a></p>
<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width="33%"><![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> The note.</p></div></div><!--EndFragment--></body></html>`;

const GOOGLE_DOCS = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span style="font-weight:400">From a document</span></h1>
<p dir="ltr"><span style="font-weight:400;font-style:normal">Plain, </span><span style="font-weight:700">bold</span><span style="font-weight:400"> and </span><span style="text-decoration:line-through">gone</span>.</p>
<ul><li dir="ltr"><p><span>one</span></p></li><ul><li dir="ltr"><p><span>deeper</span></p></li></ul><li><p>two</p></li></ul>
<p><img src="https://lh7-rt.googleusercontent.com/docsz/x" width="602"></p></b>`;

const REVIEWED = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal>Kept <del cite="mailto:Ada" datetime="2026-03-01T10:00">taken out</del><ins cite="mailto:Ada" datetime="2026-03-01T10:00">put in</ins><a href="#_edn1" name="_ednref1"><span>[i]</span></a> <a style='mso-comment-reference:AB_1'>said</a><span class=MsoCommentReference><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[AB1]</a></span></p>
<div id=edn1><p class=MsoEndnoteText><a href="#_ednref1">[i]</a> At the end.</p></div>
<div style='mso-element:comment-list'><hr class=msocomoff><div><div id="_com_1" class=msocomtxt><p class=MsoCommentText>[AB1]A private comment</p></div></div></div>
<!--EndFragment--></body></html>`;

const DOCS_LIST = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-2"><ul><li dir="ltr" role="checkbox" aria-checked="true"><img src="data:image/png;base64,iVBORw0KGgo=" alt="checked" role="presentation"><p>Done</p></li><li dir="ltr" role="checkbox" aria-checked="false"><img src="data:image/png;base64,iVBORw0KGgo=" alt="unchecked"><p>To do</p></li></ul>
<p><span>Words</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup></p><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;From Docs.</span></p></div></b>`;

const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe.skipIf(executablePath === null)('what is pasted into a text', { timeout: 120_000 }, () => {
  let admin: Admin;
  let page: Page;

  beforeAll(async () => {
    admin = await openAdmin({ executablePath });
    ({ page } = admin);
    await createOwner(admin, OWNER);
  }, START_TIMEOUT_MS);

  afterAll(() => admin?.close());

  const { expectSaved, open, saved, text } = documentDesk(() => admin);

  async function paste(texts: Record<string, string>, pictureData: string | null = null): Promise<void> {
    await text().evaluate(dispatchPaste, [texts, pictureData] as const);
  }

  test('from Word is what it says: lists are lists, a title is a section, and what lies on another machine is told of', async () => {
    await open();
    await paste({ 'text/html': WORD, 'text/plain': 'A title' });
    await page.getByText('1 picture could not be taken along').waitFor();
    await page.getByText('1 merged cell of a table was split').waitFor();
    await expectSaved(`## A title

Some **bold** and *slanted* words.

- One
  - Deeper
- Two

3. Third

| Wide | | c |
| - | - | - |
| 1<br>2 | 3 | 4 |

[^1]

[^1]: The note.`);
  });

  test('from Google Docs has nothing of its looks, and its lists hold one another', async () => {
    await open();
    await paste({ 'text/html': GOOGLE_DOCS, 'text/plain': 'From a document' });
    await expectSaved(`## From a document

Plain, **bold** and ~~gone~~.

- one
  - deeper
- two`);
  });

  test('has nothing of what was said about it, and its notes, wherever they stood', async () => {
    await open();
    await paste({ 'text/html': REVIEWED, 'text/plain': 'Kept' });
    await expectSaved('Kept put in[^1] said\n\n[^1]: At the end.');
    await open();
    await paste({ 'text/html': DOCS_LIST, 'text/plain': 'Done' });
    await expectSaved('- [x] Done\n- [ ] To do\n\nWords[^1]\n\n[^1]: From Docs.');
  });

  const tableOf = async (html: string): Promise<void> => {
    await open();
    await paste({ 'text/html': `<body><table>${html}</table></body>`, 'text/plain': 'Table' });
  };

  test('has its first row as its head, whether or not that was one', async () => {
    const row = "<tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>";
    await tableOf(`${row}<td>Oslo</td><td>4</td></tr><tr><td>Bergen</td><td>9</td></tr>`);
    await expectSaved('| Oslo | 4 |\n| - | - |\n| Bergen | 9 |');
    await tableOf(
      `${row}<td><p><b>City</b></p></td><td style="font-weight:700">Days</td></tr><tr><td><b>Oslo</b></td><td>4</td></tr>`,
    );
    await expectSaved('| City | Days |\n| - | - |\n| **Oslo** | 4 |');
    await tableOf('<tr><th>City</th><th>Days</th></tr><tr><th>Oslo</th><td>4</td></tr>');
    await expectSaved('| City | Days |\n| - | - |\n| Oslo | 4 |');
    await tableOf(
      '<tr><td><b>all</b></td><td><b>of it</b></td></tr><tr><td><b>is</b></td><td><b>bold</b></td></tr>',
    );
    await expectSaved('| all | of it |\n| - | - |\n| **is** | **bold** |');
    await page.keyboard.press('Control+z');
    await text().locator('table').waitFor({ state: 'detached' });
  });

  test('has its columns in line where cells were merged, and says so', async () => {
    await tableOf(
      '<tr><th rowspan=2>City</th><th colspan=2>Days</th></tr><tr><td>dry</td><td>wet</td></tr><tr><td>Oslo</td><td>4</td><td>3</td></tr>',
    );
    await page.getByText('2 merged cells of tables were split').waitFor();
    await expectSaved('| City | Days | |\n| - | - | - |\n| | dry | wet |\n| Oslo | 4 | 3 |');
    await tableOf('<tr><th colspan=2>Wide</th><th>c</th></tr><tr><td colspan=2>1</td><td>2</td></tr>');
    await expectSaved('| Wide | c |\n| - | - |\n| 1 | 2 |');
  });

  test('into a table is cells of it, without a head of their own', async () => {
    await open('| a | b |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |');
    await text().getByText('1', { exact: true }).click();
    const html = '<table><tr><td>x</td><td>y</td></tr><tr><td>z</td><td>w</td></tr></table>';
    await paste({ 'text/html': html, 'text/plain': 'x' });
    await expectSaved('| a | b |\n| - | - |\n| x | y |\n| z | w |');
  });

  test('into a footnote is words of the note', async () => {
    await open('Said[^1]\n\n[^1]: By');
    await page.getByRole('button', { name: 'Footnote: By' }).click();
    await page.keyboard.press('Enter');
    const note = page.getByRole('textbox', { name: 'Text of the footnote' });
    await note.press('End');
    const html = '<meta charset="utf-8"><p><b>Ada</b> and <a href="https://example.org/">Bea</a></p>';
    await note.evaluate(dispatchPaste, [{ 'text/html': html, 'text/plain': 'Ada' }, null] as const);
    await expectSaved('Said[^1]\n\n[^1]: By**Ada** and [Bea](https://example.org/)');
  });

  test('as Markdown is what it means, and as plain text stays that', async () => {
    await open();
    await paste({
      'text/plain': '## Written elsewhere\n\n- [x] done\n\n<img src=x onerror=stillpressXss()>',
    });
    await expectSaved(
      '## Written elsewhere\n\n- [x] done\n\n```html\n<img src=x onerror=stillpressXss()>\n```',
    );
    await open();
    await paste({ 'text/plain': 'Two * three is C# to me.' });
    await expectSaved('Two \\* three is C# to me.');
  });

  test('as Markdown stays as it is where what reads it cannot be loaded, and that is said', async () => {
    await open();
    await page.route('**/assets/*.js', async (route) => await route.abort());
    await paste({ 'text/plain': '## Written on a train\n\n- one\n- two' });
    await page.getByText('the text was pasted as it is').waitFor();
    expect(await text().locator('p').allInnerTexts()).toEqual(['## Written on a train', '- one', '- two']);
    await page.unroute('**/assets/*.js');
    await page.keyboard.press('Control+z');
    await paste({ 'text/plain': '## Written on a train\n\n- one\n- two' });
    await expectSaved('## Written on a train\n\n- one\n- two');
  });

  test('with Shift held is the plain text, whatever that looks like', async () => {
    await open('', 'Plain');
    await page.keyboard.down('Control');
    await page.keyboard.down('Shift');
    await page.keyboard.down('v');
    const words = '## No heading\n**No weight**\nhttps://youtu.be/dQw4w9WgXcQ';
    await paste({ 'text/plain': words, 'text/html': '<h2>No heading</h2>' });
    for (const held of ['v', 'Shift', 'Control']) await page.keyboard.up(held);
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content.map(({ type, content: [only] = [] }) => [type, only])).toEqual(
        words.split('\n').map((line) => ['paragraph', { type: 'text', text: line }]),
      );
    }, SAVED);
  });

  test('as an address is a player where it stands alone, and a link elsewhere', async () => {
    await open();
    await paste({ 'text/plain': 'https://youtu.be/dQw4w9WgXcQ' });
    await vi.waitFor(async () => {
      expect((await saved()).content[0]).toMatchObject({
        type: 'embed',
        attrs: { url: 'https://youtu.be/dQw4w9WgXcQ' },
      });
    }, SAVED);
    await open('these');
    await page.keyboard.press('Control+a');
    await paste({ 'text/plain': 'https://example.org/a' });
    await expectSaved('[these](https://example.org/a)');
  });

  test('as a picture goes into the library, and stands where it was pasted', async () => {
    await open();
    await paste({
      'text/html': `<p>Before</p><img alt="A red\npoint" src="data:image/png;base64,${PICTURE}"><p>After</p>`,
      'text/plain': 'x',
    });
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content.map(({ type }) => type)).toEqual(['paragraph', 'image', 'paragraph']);
      expect(content[1]).toMatchObject({ attrs: { alt: 'A red point' } });
    }, SAVED);
    // The new file of the library has no other words yet.
    await vi.waitFor(async () => expect(await altsOfLibrary(page)).toEqual(['A red point']), SAVED);
    await paste({}, PICTURE);
    await vi.waitFor(
      async () => expect((await saved()).content.filter(({ type }) => type === 'image').length).toBe(2),
      SAVED,
    );
  });

  test('as a picture that is still on its way says why, can be called off, and is not left without a question', async () => {
    await open();
    await page.route('**/api/v1/uploads**', async (route) => await route.abort());
    await paste({}, PICTURE);
    await text().getByText('The server does not answer.').waitFor();
    await page.getByText('1 picture is on its way').waitFor();
    await page.getByRole('link', { name: 'Back to Posts' }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave while pictures are on their way?' });
    await question.getByRole('button', { name: 'Stay here' }).click();
    const asked = page.waitForEvent('dialog');
    page.reload().catch(() => {});
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await text().getByRole('button', { name: 'Cancel' }).click();
    await text().locator('.upload').waitFor({ state: 'detached' });
    await paste({}, PICTURE);
    await text().getByText('The server does not answer.').waitFor();
    await page.unroute('**/api/v1/uploads**');
    await vi.waitFor(async () => {
      const { content } = await saved();
      expect(content.map(({ type }) => type)).toContain('image');
    }, SAVED);
  });

  test('never runs, here or in the preview, and leaves nothing behind that could', async () => {
    await open();
    await page.evaluate(() =>
      Object.assign(globalThis, { stillpressXss: () => Object.assign(globalThis, { hasRun: true }) }),
    );
    const complaintsBefore = admin.complaints.length;
    for (const vector of XSS_CORPUS) {
      await page.keyboard.press('Control+End');
      await paste({ 'text/html': `<p>So: ${vector}</p>`, 'text/plain': 'x' });
      await paste({ 'text/plain': vector });
    }
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'hasRun'))).toBeUndefined();
    expect(admin.complaints.slice(complaintsBefore)).toEqual([]);
    const elements =
      'script, iframe, object, embed, svg:not(button svg), form, style, link, meta, base, [onerror], [onload], [onclick]';
    expect(await text().locator(elements).count()).toBe(0);
    await page.keyboard.type('Still here.');
    await vi.waitFor(async () => expect(JSON.stringify(await saved())).toContain('Still here.'), SAVED);
    const document = await saved();
    const stored: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (['href', 'url', 'html', 'src'].includes(key)) stored.push(String(value));
      return value;
    });
    expect(stored.filter((address) => !/^(?:https?:|mailto:|tel:|[/#?x]|$)/.test(address))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('"rawHtml"');
  });

  test('all of it within the content security policy', () => {
    expect(admin.complaints).toEqual([]);
  });
});

type Pasted = readonly [texts: Record<string, string>, pictureData: string | null];

/** In the page, whose names these types do not have. */
function dispatchPaste(
  element: { dispatchEvent: (event: Event) => boolean },
  [texts, pictureData]: Pasted,
): void {
  type Transfer = { setData: (type: string, value: string) => void; items: { add: (file: File) => void } };
  const NewTransfer = Reflect.get(globalThis, 'DataTransfer') as new () => Transfer;
  const NewEvent = Reflect.get(globalThis, 'ClipboardEvent') as new (type: string, options: object) => Event;
  const clipboardData = new NewTransfer();
  for (const [type, value] of Object.entries(texts)) clipboardData.setData(type, value);
  if (pictureData !== null) {
    const bytes = Uint8Array.from(atob(pictureData), (letter) => letter.codePointAt(0) ?? 0);
    clipboardData.items.add(new File([bytes], 'dot.png', { type: 'image/png' }));
  }
  element.dispatchEvent(new NewEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

async function altsOfLibrary(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const { media } = (await (await fetch('/api/v1/media')).json()) as { media: { alt: string }[] };
    return media.map(({ alt }) => alt).filter((alt) => alt !== '');
  });
}
