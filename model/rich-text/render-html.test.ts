import * as fc from 'fast-check';
import { parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';

import { arbitraryDocument } from '../../tests/support/arbitrary-document.ts';
import type { RichTextDocument, RichTextMark, RichTextNode } from './document.ts';
import { outline } from './heading-anchors.ts';
import { hasRawHtml, plainText } from './plain-text.ts';
import { renderRichTextHtml } from './render-html.ts';
import type { RenderOptions } from './rendering.ts';

const ENTRY = '01890a5d-ac96-774b-bcce-b302099a8057';
const GONE = '01890a5d-ac96-774b-bcce-b302099a8058';

const options: RenderOptions = {
  resolveEntryPath: (id) => (id === ENTRY ? '/blog/first-light/' : null),
  resolveMedia: (id) =>
    id === ENTRY ? { src: '/media/a.jpg', width: 800, height: 600, alt: 'A "tree"' } : null,
};

function html(content: readonly unknown[], given: Partial<RenderOptions> = {}): string {
  return renderRichTextHtml({ type: 'doc', content } as RichTextDocument, { ...options, ...given });
}

const text = (value: string, ...marks: RichTextMark[]): RichTextNode => ({
  type: 'text',
  text: value,
  marks,
});
const p = (...content: RichTextNode[]): RichTextNode => ({ type: 'paragraph', content });
const link = (attrs: Record<string, unknown>): RichTextMark => ({ type: 'link', attrs });
const item = (type: string, content: RichTextNode[], attrs = {}): RichTextNode => ({ type, attrs, content });
const cell = (type: string, value: string, attrs = {}): RichTextNode => ({
  type,
  attrs,
  content: [p(text(value))],
});
const heading = (value: string, anchor?: string): RichTextNode => ({
  type: 'heading',
  attrs: { level: 2, anchor },
  content: [text(value)],
});

describe('renders', () => {
  test.each<[string, RichTextNode[], string]>([
    ['a paragraph with a line break', [p(text('a'), { type: 'hardBreak' }, text('b'))], '<p>a<br>b</p>'],
    [
      'headings with anchors',
      [{ type: 'heading', attrs: { level: 3 }, content: [text('Größe & Maß')] }],
      '<h3 id="größe-maß">Größe &amp; Maß</h3>',
    ],
    [
      'a bullet list',
      [
        {
          type: 'bulletList',
          content: [item('listItem', [p(text('a'))]), item('listItem', [p(text('b')), p(text('c'))])],
        },
      ],
      '<ul><li>a</li><li><p>b</p><p>c</p></li></ul>',
    ],
    [
      'a list in a list',
      [
        {
          type: 'bulletList',
          content: [
            item('listItem', [
              p(text('a')),
              { type: 'orderedList', attrs: { start: 3 }, content: [item('listItem', [p(text('b'))])] },
            ]),
          ],
        },
      ],
      '<ul><li>a<ol start="3"><li>b</li></ol></li></ul>',
    ],
    [
      'a task list',
      [
        {
          type: 'taskList',
          content: [
            item('taskItem', [p(text('a'))], { checked: true }),
            item('taskItem', [p(text('b')), p(text('c'))]),
          ],
        },
      ],
      '<ul class="task-list"><li><label><input type="checkbox" disabled checked> a</label></li><li><label><input type="checkbox" disabled> b</label><p>c</p></li></ul>',
    ],
    ['a quote', [{ type: 'blockquote', content: [p(text('a'))] }], '<blockquote><p>a</p></blockquote>'],
    [
      'code',
      [{ type: 'codeBlock', attrs: { language: 'js', meta: '{1}' }, content: [text('if (a < b)\n  "x"')] }],
      '<pre><code class="language-js" data-meta="{1}">if (a &lt; b)\n  "x"</code></pre>',
    ],
    [
      'an image',
      [
        {
          type: 'image',
          attrs: { mediaId: ENTRY, width: 'wide', caption: 'A <b>', focal: { x: 0.5, y: 0.25 } },
        },
      ],
      '<figure class="image image-wide"><img src="/media/a.jpg" alt="A &quot;tree&quot;" width="800" height="600" data-focal="0.5 0.25" loading="lazy" decoding="async"><figcaption>A &lt;b&gt;</figcaption></figure>',
    ],
    [
      'an image that is decoration',
      [{ type: 'image', attrs: { mediaId: ENTRY, alt: '' } }],
      '<figure class="image"><img src="/media/a.jpg" alt="" width="800" height="600" loading="lazy" decoding="async"></figure>',
    ],
    [
      'a gallery',
      [
        {
          type: 'gallery',
          attrs: { caption: 'C' },
          content: [
            { type: 'image', attrs: { mediaId: ENTRY, alt: 'x' } },
            { type: 'image', attrs: { mediaId: GONE } },
          ],
        },
      ],
      '<figure class="gallery"><div class="gallery-images"><figure class="image"><img src="/media/a.jpg" alt="x" width="800" height="600" loading="lazy" decoding="async"></figure></div><figcaption>C</figcaption></figure>',
    ],
    [
      'a table',
      [
        {
          type: 'table',
          content: [
            {
              type: 'tableRow',
              content: [cell('tableHeader', 'a'), cell('tableHeader', 'b', { align: 'right' })],
            },
            { type: 'tableRow', content: [cell('tableCell', '1'), cell('tableCell', '2')] },
          ],
        },
      ],
      '<table><thead><tr><th scope="col">a</th><th scope="col" class="align-right">b</th></tr></thead><tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table>',
    ],
    [
      'a table whose head says nothing, without it',
      [
        {
          type: 'table',
          content: [
            {
              type: 'tableRow',
              content: [cell('tableHeader', ''), cell('tableHeader', '', { align: 'right' })],
            },
            { type: 'tableRow', content: [cell('tableCell', '1'), cell('tableCell', '2')] },
          ],
        },
      ],
      '<table><tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table>',
    ],
    [
      'a callout',
      [{ type: 'callout', attrs: { kind: 'warning', title: 'Mind' }, content: [p(text('a'))] }],
      '<aside class="callout callout-warning"><p class="callout-title">Mind</p><p>a</p></aside>',
    ],
    [
      'a player of a provider on the list',
      [{ type: 'embed', attrs: { url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3', title: 'Song' } }],
      '<figure class="embed embed-youtube"><iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" title="Song" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" referrerpolicy="strict-origin-when-cross-origin" allow="fullscreen; picture-in-picture; encrypted-media"></iframe></figure>',
    ],
    [
      'a link to any other',
      [{ type: 'embed', attrs: { url: 'https://example.org/a', caption: 'C' } }],
      '<figure class="embed embed-link"><p><a href="https://example.org/a">https://example.org/a</a></p><figcaption>C</figcaption></figure>',
    ],
    [
      'a button',
      [{ type: 'button', attrs: { label: 'Go', entryId: ENTRY, anchor: 'x', kind: 'secondary' } }],
      '<p class="button-row"><a class="button button-secondary" href="/blog/first-light/#x">Go</a></p>',
    ],
    ['a divider', [{ type: 'horizontalRule' }], '<hr>'],
    [
      'every mark',
      [
        p(
          text('b', { type: 'bold' }),
          text('i', { type: 'italic' }),
          text('s', { type: 'strike' }),
          text('c', { type: 'code' }),
          text('2', { type: 'subscript' }),
          text('3', { type: 'superscript' }),
          text('h', { type: 'highlight' }),
        ),
      ],
      '<p><strong>b</strong><em>i</em><s>s</s><code>c</code><sub>2</sub><sup>3</sup><mark>h</mark></p>',
    ],
    [
      'one link over several texts',
      [
        p(
          text('a ', link({ href: '/x' })),
          text('b', link({ href: '/x' }), { type: 'bold' }),
          { type: 'hardBreak' },
          text('c', link({ href: '/x' })),
        ),
      ],
      '<p><a href="/x">a <strong>b<br></strong>c</a></p>',
    ],
    [
      'a link to an entry',
      [p(text('a', link({ entryId: ENTRY, anchor: 'größe', title: 'T' })))],
      '<p><a href="/blog/first-light/#gr%C3%B6%C3%9Fe" title="T">a</a></p>',
    ],
  ])('%s', (_, content, expected) => {
    expect(html(content)).toBe(expected);
  });

  test('footnotes, numbered, with a way back, in the language of the page', () => {
    const note = (value: string): RichTextNode => ({ type: 'footnote', content: [text(value)] });
    const content = [p(text('a'), note('one')), { type: 'blockquote', content: [p(note('two'))] }];
    const labels = { footnotes: 'Fußnoten', backToText: 'Zurück zum Text' };
    expect(html(content, { labels, idPrefix: 'x-' })).toBe(
      '<p>a<sup class="footnote-ref" id="x-fnref:1"><a role="doc-noteref" href="#x-fn:1">1</a></sup></p>' +
        '<blockquote><p><sup class="footnote-ref" id="x-fnref:2"><a role="doc-noteref" href="#x-fn:2">2</a></sup></p></blockquote>' +
        '<section class="footnotes" role="doc-endnotes" aria-label="Fußnoten"><ol>' +
        '<li id="x-fn:1">one <a class="footnote-back" role="doc-backlink" href="#x-fnref:1" aria-label="Zurück zum Text (1)">↩</a></li>' +
        '<li id="x-fn:2">two <a class="footnote-back" role="doc-backlink" href="#x-fnref:2" aria-label="Zurück zum Text (2)">↩</a></li></ol></section>',
    );
  });

  test('anchors that are unique, and that stand fast where they are given', () => {
    const content = [
      heading('Example'),
      heading('Example'),
      heading('New words', 'example-2'),
      heading('…'),
      heading('x', 'example-2'),
    ];
    const document: RichTextDocument = { type: 'doc', content };
    const anchors = outline(document).map(({ anchor }) => anchor);
    expect(anchors).toEqual(['example', 'example-3', 'example-2', 'section', 'x']);
    for (const anchor of anchors) expect(html(content)).toContain(`<h2 id="${anchor}">`);
  });
});

describe('keeps out', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    ' javascript:x',
    '/\\evil.example',
    '\u00a0javascript:x',
    '',
  ])('the address %j, of which only the text is left', (href) => {
    expect(html([p(text('a', link({ href })))])).toBe('<p>a</p>');
    expect(html([{ type: 'button', attrs: { label: 'a', href } }])).toBe('<p class="button-row">a</p>');
    expect(html([{ type: 'embed', attrs: { url: href } }])).toBe('');
    expect(
      html([{ type: 'image', attrs: { mediaId: ENTRY } }], { resolveMedia: () => ({ src: href }) }),
    ).toBe('');
    expect(html([p(text('a', link({ entryId: ENTRY })))], { resolveEntryPath: () => href })).toBe('<p>a</p>');
  });

  test('markup in texts and attributes', () => {
    const evil = '"><script>alert(1)</script>';
    expect(html([p(text(evil, link({ href: '/"onclick="x', title: evil })))])).toBe(
      '<p><a href="/&quot;onclick=&quot;x" title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">"&gt;&lt;script&gt;alert(1)&lt;/script&gt;</a></p>',
    );
    expect(html([{ type: 'codeBlock', attrs: { language: evil } }])).not.toContain('<script');
    expect(html([{ type: 'callout', attrs: { kind: evil, title: evil } }])).not.toContain('<script');
  });

  test('links to entries that are not published, and images that are gone', () => {
    expect(html([p(text('a', link({ entryId: GONE })))])).toBe('<p>a</p>');
    expect(html([{ type: 'image', attrs: { mediaId: GONE, caption: 'x' } }])).toBe('');
  });

  test('raw HTML, unless the caller vouches for it', () => {
    const content = [{ type: 'rawHtml', attrs: { html: '<script>1</script>' } }];
    expect(html(content)).toBe('<pre><code>&lt;script&gt;1&lt;/script&gt;</code></pre>');
    expect(html(content, { allowRawHtml: true })).toBe('<script>1</script>');
  });

  test('players of strangers that look like friends', () => {
    for (const url of [
      'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
      'https://evil.example/youtu.be/dQw4w9WgXcQ',
      'https://youtu.be/"onload="x',
      'https://open.spotify.com.evil.example/track/0123456789',
    ]) {
      expect(html([{ type: 'embed', attrs: { url } }])).not.toContain('<iframe');
    }
  });

  test('unknown nodes and marks, of which only the text is left', () => {
    expect(html([{ type: 'script', content: [p(text('a', { type: 'blink' }))] }, { type: 'x' }])).toBe(
      '<p>a</p>',
    );
    expect(html([p({ type: 'mention', content: [text('b')] })])).toBe('<p>b</p>');
  });
});

test('never throws, whatever was stored', () => {
  const odd = [
    null,
    1,
    'x',
    [],
    {},
    { type: 1 },
    { type: 'paragraph', content: 'x' },
    {
      type: 'paragraph',
      content: [
        null,
        { type: 'text' },
        { type: 'text', text: 1, marks: [null, {}, { type: 'link', attrs: null }] },
      ],
    },
    { type: 'heading', attrs: null },
    { type: 'heading', attrs: { level: 9, anchor: 3 } },
    { type: 'table', content: [{}] },
    { type: 'bulletList', content: [{}] },
    { type: 'image', attrs: { focal: 3 } },
    { type: 'taskList', content: [null, {}] },
  ];
  expect(() => html(odd)).not.toThrow();
  expect(() => renderRichTextHtml({ type: 'doc' } as unknown as RichTextDocument, options)).not.toThrow();
});

test('what comes out is HTML that a parser reads as it was written', () => {
  const allowed = new Set(
    'p h2 h3 h4 ul ol li label input blockquote pre code figure img figcaption div table thead tbody tr th td aside iframe a hr br strong em s mark sub sup section #text #document-fragment'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const errors: string[] = [];
      const tree = parseFragment(renderRichTextHtml(document, options), {
        onParseError: ({ code }) => errors.push(code),
      });
      expect(errors).toEqual([]);
      expect(namesIn(tree).filter((name) => !allowed.has(name))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('finds raw HTML wherever it stands', () => {
  const raw: RichTextNode = { type: 'rawHtml', attrs: { html: 'x' } };
  expect(hasRawHtml({ type: 'doc', content: [p(text('a')), { type: 'blockquote', content: [raw] }] })).toBe(
    true,
  );
  expect(hasRawHtml({ type: 'doc', content: [p(text('<b>'))] })).toBe(false);
});

test('the plain text is what a reader would read aloud', () => {
  const content = [
    { type: 'heading', attrs: { level: 2 }, content: [text('Title')] },
    p(text('a'), { type: 'hardBreak' }, text('b', { type: 'bold' }), {
      type: 'footnote',
      content: [text('not this')],
    }),
    { type: 'bulletList', content: [item('listItem', [p(text('c'))])] },
    { type: 'rawHtml', attrs: { html: '<p>nor this</p>' } },
  ];
  expect(plainText({ type: 'doc', content })).toBe('Title\na b\nc');
});

type HtmlNode = { nodeName: string; childNodes?: HtmlNode[] };

function namesIn({ nodeName, childNodes = [] }: HtmlNode, found: string[] = []): string[] {
  found.push(nodeName);
  for (const child of childNodes) namesIn(child, found);
  return found;
}

test('offers smaller files of an image to browsers that take them', () => {
  const shown = html([{ type: 'image', attrs: { mediaId: ENTRY } }], {
    resolveMedia: () => ({ src: '/a.webp', srcset: '/a.webp 9w', avif: '/a.avif 9w', sizes: '44rem' }),
  });
  expect(shown).toContain(
    '<picture><source type="image/avif" srcset="/a.avif 9w" sizes="44rem"><img src="/a.webp" srcset="/a.webp 9w"',
  );
  expect(shown).toContain('decoding="async"></picture></figure>');
});

test('shows something in the place of an image until it is there, which nobody is told of', () => {
  const placeholder = 'data:image/png;base64,iVBORw0KGgo=';
  const shown = html([{ type: 'image', attrs: { mediaId: ENTRY } }], {
    resolveMedia: () => ({ src: '/a.webp', placeholder }),
  });
  expect(shown).toContain(
    `<span class="picture"><img class="placeholder" src="${placeholder}" alt="" aria-hidden="true"><img src="/a.webp"`,
  );
  expect(shown).toContain('decoding="async"></span></figure>');
});
