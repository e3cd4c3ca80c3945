import { describe, expect, test } from 'vitest';

import { createIssueList } from '../../issues.ts';
import { RICH_TEXT_DEPTH_MAX } from '../../limits.ts';
import type { RichTextNode } from '../document.ts';
import { plainText } from '../plain-text.ts';
import { validateDocument } from '../validate-document.ts';
import { documentFromMarkdown } from './document-from-markdown.ts';
import { documentToMarkdown } from './document-to-markdown.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

function read(markdown: string): readonly RichTextNode[] {
  const document = documentFromMarkdown(markdown);
  const issues = createIssueList();
  validateDocument(document, { path: '', issues });
  expect(issues.found).toEqual([]);
  return document.content;
}

const text = (value: string, ...marks: string[]): RichTextNode => ({
  type: 'text',
  text: value,
  ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }),
});
const linked = (value: string, href: string): RichTextNode => ({
  type: 'text',
  text: value,
  marks: [{ type: 'link', attrs: { href } }],
});
const p = (...content: RichTextNode[]): RichTextNode => ({
  type: 'paragraph',
  ...(content.length === 0 ? {} : { content }),
});
const heading = (level: number, value: string): RichTextNode => ({
  type: 'heading',
  attrs: { level },
  content: [text(value)],
});

describe('reads what people and other programs write:', () => {
  test.each<[string, string, RichTextNode[]]>([
    ['lines wrapped by hand', 'one\ntwo', [p(text('one two'))]],
    ['both kinds of heading', 'A\n---\n### B ###', [heading(2, 'A'), heading(3, 'B')]],
    [
      'reference links',
      '[a][x]\n\n[x]: /y "T"',
      [p({ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href: '/y', title: 'T' } }] })],
    ],
    [
      'bare addresses',
      'See www.example.org.',
      [p(text('See '), linked('www.example.org', 'http://www.example.org'), text('.'))],
    ],
    [
      'a list of boxes and items',
      '- a\n- [x] b',
      [
        { type: 'bulletList', content: [{ type: 'listItem', content: [p(text('a'))] }] },
        {
          type: 'taskList',
          content: [{ type: 'taskItem', attrs: { checked: true }, content: [p(text('b'))] }],
        },
      ],
    ],
    [
      'a list item without a paragraph',
      '- > a',
      [
        {
          type: 'bulletList',
          content: [{ type: 'listItem', content: [p(), { type: 'blockquote', content: [p(text('a'))] }] }],
        },
      ],
    ],
    [
      'short rows',
      '| a | b |\n|--|:-:|\n| c |',
      [
        {
          type: 'table',
          content: [
            {
              type: 'tableRow',
              content: [
                { type: 'tableHeader', content: [p(text('a'))] },
                { type: 'tableHeader', attrs: { align: 'center' }, content: [p(text('b'))] },
              ],
            },
            {
              type: 'tableRow',
              content: [
                { type: 'tableCell', content: [p(text('c'))] },
                { type: 'tableCell', content: [p()] },
              ],
            },
          ],
        },
      ],
    ],
    [
      'our images among text',
      `a ![b](media:${ID} "c") d`,
      [p(text('a ')), { type: 'image', attrs: { mediaId: ID, alt: 'b', caption: 'c' } }, p(text(' d'))],
    ],
    [
      'a gallery of our images',
      `:::gallery\n![](media:${ID})\n:::`,
      [{ type: 'gallery', content: [{ type: 'image', attrs: { mediaId: ID } }] }],
    ],
    [
      'callouts as others write them',
      ':::warning[Mind *it*]\na\n:::',
      [{ type: 'callout', attrs: { kind: 'warning', title: 'Mind *it*' }, content: [p(text('a'))] }],
    ],
    [
      'HTML between empty lines',
      '<div class="x"><b>a</b></div>',
      [{ type: 'rawHtml', attrs: { html: '<div class="x"><b>a</b></div>' } }],
    ],
    ['indented code', '    a\n    b', [{ type: 'codeBlock', content: [text('a\nb')] }]],
    [
      'a footnote of two paragraphs',
      'a[^n]\n\n[^n]: b\n\n    c',
      [p(text('a'), { type: 'footnote', content: [text('b'), { type: 'hardBreak' }, text('c')] })],
    ],
    ['nothing', ' \n\n', [p()]],
  ])('%s', (_, markdown, expected) => {
    expect(read(markdown)).toEqual(expected);
  });
});

describe('turns into the closest valid thing, and loses nothing of', () => {
  test.each<[string, string, RichTextNode[]]>([
    [
      'headings of level 1, 5 and 6',
      '# a\n##### b\n###### c',
      [heading(2, 'a'), heading(4, 'b'), heading(4, 'c')],
    ],
    [
      'an unknown directive in a line',
      'at 12:a :foo[b *c*]{d="e"}',
      [p(text('at 12:a :foo[b '), text('c', 'italic'), text(']{d="e"}'))],
    ],
    [
      'an unknown directive on a line',
      '::foo[a *b*]{#c}',
      [p(text('::foo[a '), text('b', 'italic'), text(']{#c}'))],
    ],
    [
      'an unknown directive around blocks',
      ':::foo[a]{b}\n- c\n:::',
      [
        p(text(':::foo[a]{b}')),
        { type: 'bulletList', content: [{ type: 'listItem', content: [p(text('c'))] }] },
      ],
    ],
    ['an embed of nothing', '::embed{url="javascript:x"}', [p(text('::embed{url="javascript:x"}'))]],
    ['an image of something else', '::image{media="x"}', [p(text('::image{media="x"}'))]],
    ['an unsafe link', '[a](javascript:alert(1))', [p(text('[a](javascript:alert(1))'))]],
    ['a link to an entry that cannot be', '[a](entry:x)', [p(text('[a](entry:x)'))]],
    ['a link with spaces', '[a](<http://b.c/d e>)', [p(linked('a', 'http://b.c/d%20e'))]],
    ['a link without a text', '[](/a)', [p(linked('/a', '/a'))]],
    ['an image from elsewhere', '![a](https://b.c/d.png)', [p(linked('a', 'https://b.c/d.png'))]],
    ['an image in a heading', `## ![a](media:${ID})`, [heading(2, `![a](media:${ID})`)]],
    ['HTML in a line', 'a <kbd>b</kbd><br/>c', [p(text('a <kbd>b</kbd>'), { type: 'hardBreak' }, text('c'))]],
    ['a footnote that nothing refers to', 'a\n\n[^n]: b', [p(text('a')), p(text('b'))]],
    [
      'a footnote in a footnote',
      'a[^n]\n\n[^n]: b[^n]',
      [p(text('a'), { type: 'footnote', content: [text('b[^n]')] })],
    ],
    [
      'an unknown kind of callout',
      ':::callout{kind="foo"}\na\n:::',
      [{ type: 'callout', content: [p(text('a'))] }],
    ],
    [
      'a gallery with text in it',
      `:::gallery\na\n\n::image{media="${ID}"}\n:::`,
      [{ type: 'gallery', content: [{ type: 'image', attrs: { mediaId: ID } }] }, p(text('a'))],
    ],
    [
      'a language as other programs write it',
      '```{.python}\na\n```',
      [{ type: 'codeBlock', attrs: { language: 'python' }, content: [text('a')] }],
    ],
    ['characters that no feed could hold', 'a\u0000b\ud800c&#12;d', [p(text('a\ufffdb\ufffdc\ufffdd'))]],
  ])('%s', (_, markdown, expected) => {
    expect(read(markdown)).toEqual(expected);
  });

  test('blocks nested deeper than a document may be', () => {
    for (const nested of ['>'.repeat(RICH_TEXT_DEPTH_MAX + 5), '- '.repeat(RICH_TEXT_DEPTH_MAX + 5)]) {
      const content = read(`${nested}word`);
      expect(plainText({ type: 'doc', content })).toContain('word');
    }
  });
});

describe('block ids', () => {
  const document = {
    type: 'doc',
    content: [
      { type: 'heading', attrs: { level: 2, id: 'h1' }, content: [text('a')] },
      p(text('b')),
      {
        type: 'bulletList',
        attrs: { id: 'l1' },
        content: [{ type: 'listItem', content: [{ ...p(text('c')), attrs: { id: 'p1' } }] }],
      },
      { type: 'embed', attrs: { url: 'https://a.b', id: 'e1' } },
    ],
  } as const;

  test('are written when they are asked for', () => {
    const markdown = documentToMarkdown(document, { blockIds: true });
    expect(markdown).toBe(
      '## a :block{#h1}\n\nb\n\n::block{#l1}\n\n- c :block{#p1}\n\n::embed{#e1 url="https://a.b"}\n',
    );
    expect(documentFromMarkdown(markdown)).toEqual(document);
  });

  test('are left out for people', () => {
    expect(documentToMarkdown(document)).toBe('## a\n\nb\n\n- c\n\n::embed{url="https://a.b"}\n');
  });

  test('that cannot be ids are dropped', () => {
    expect(read('a :block{id="x y"}')).toEqual([p(text('a'))]);
  });
});
