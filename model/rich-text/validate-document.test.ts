import { describe, expect, test } from 'vitest';

import { createIssueList } from '../issues.ts';
import { ISSUES_MAX, RICH_TEXT_DEPTH_MAX, RICH_TEXT_NODES_MAX } from '../limits.ts';
import { validateDocument } from './validate-document.ts';

const MEDIA = '01890a5d-ac96-774b-bcce-b302099a8057';

function check(value: unknown): { document: unknown; issues: string[] } {
  const issues = createIssueList();
  const document = validateDocument(value, { path: 'body', issues });
  return { document, issues: issues.found.map(({ path, message }) => `${path}: ${message}`) };
}

function issuesOf(...content: unknown[]): string[] {
  return check({ type: 'doc', content }).issues;
}

const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });
const text = (value: string, ...marks: unknown[]) => ({ type: 'text', text: value, marks });
const row = (type: string, cells: number) => ({
  type: 'tableRow',
  content: Array.from({ length: cells }, () => ({ type, content: [paragraph()] })),
});

test('gives back the canonical form: what an editor writes for "not set" is left out', () => {
  const { document } = check({
    type: 'doc',
    content: [
      {
        type: 'heading',
        attrs: { id: 'h1', level: 2, anchor: null, textAlign: null },
        content: [text('a', { type: 'bold' }), text('b', { type: 'bold' }), text('')],
      },
      {
        type: 'orderedList',
        attrs: { start: 1, type: null },
        content: [{ type: 'listItem', content: [paragraph()] }],
      },
      paragraph(text('x\ny', { type: 'code' }, { type: 'link', attrs: { href: '/a', title: null } }), {
        type: 'hardBreak',
        marks: [{ type: 'bold' }],
      }),
      {
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [
              {
                type: 'tableHeader',
                attrs: { colspan: 1, rowspan: 1, colwidth: null },
                content: [paragraph()],
              },
            ],
          },
        ],
      },
    ],
  });
  expect(document).toEqual({
    type: 'doc',
    content: [
      {
        type: 'heading',
        attrs: { id: 'h1', level: 2 },
        content: [{ type: 'text', text: 'ab', marks: [{ type: 'bold' }] }],
      },
      { type: 'orderedList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }] }] },
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'x y', marks: [{ type: 'link', attrs: { href: '/a' } }, { type: 'code' }] },
          { type: 'hardBreak' },
        ],
      },
      {
        type: 'table',
        content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [{ type: 'paragraph' }] }] }],
      },
    ],
  });
});

describe('refuses', () => {
  test.each<[string, unknown, string]>([
    ['an unknown node', { type: 'video' }, 'body.content[0].type: There is no node called "video".'],
    [
      'a node called like a property of every object',
      { type: 'constructor' },
      'body.content[0].type: There is no node called "constructor".',
    ],
    ['a node that is no object', 'text', 'body.content[0]: Expected a node, found text.'],
    ['text outside a paragraph', text('x'), 'body.content[0]: A doc cannot hold a text.'],
    [
      'a paragraph in a paragraph',
      paragraph(paragraph()),
      'body.content[0].content[0]: A paragraph cannot hold a paragraph.',
    ],
    [
      'a heading of level 1',
      { type: 'heading', attrs: { level: 1 } },
      'body.content[0].attrs.level: Expected one of: 2, 3, 4.',
    ],
    [
      'an unknown attribute',
      { type: 'paragraph', attrs: { style: 'x' } },
      'body.content[0].attrs.style: There is no such attribute.',
    ],
    [
      'an unknown property',
      { type: 'paragraph', onclick: 'x' },
      'body.content[0].onclick: There is no such property.',
    ],
    [
      'an unknown mark',
      paragraph(text('x', { type: 'underline' })),
      'body.content[0].content[0].marks[0].type: There is no mark called "underline".',
    ],
    [
      'a mark twice',
      paragraph(text('x', { type: 'bold' }, { type: 'bold' })),
      'body.content[0].content[0].marks[1]: The mark "bold" is there twice.',
    ],
    [
      'marks in code',
      { type: 'codeBlock', content: [text('x', { type: 'bold' })] },
      'body.content[0].content[0].marks: Text in a code block has no marks.',
    ],
    [
      'a script as a link',
      paragraph(text('x', { type: 'link', attrs: { href: 'javascript:alert(1)' } })),
      'body.content[0].content[0].marks[0].attrs.href: Expected an address: https, http, mailto, tel, or relative to the site, without spaces.',
    ],
    [
      'a link to nowhere',
      paragraph(text('x', { type: 'link' })),
      'body.content[0].content[0].marks[0].attrs: Expected either href (an address) or entryId (an entry), not both.',
    ],
    [
      'a button to two places',
      { type: 'button', attrs: { label: 'x', href: '/', entryId: MEDIA } },
      'body.content[0].attrs: Expected either href (an address) or entryId (an entry), not both.',
    ],
    ['an image of nothing', { type: 'image' }, 'body.content[0].attrs.mediaId: Must be there.'],
    [
      'an embed of no web address',
      { type: 'embed', attrs: { url: '/x' } },
      'body.content[0].attrs.url: Expected an address with http or https.',
    ],
    [
      'a list without items',
      { type: 'bulletList', content: [] },
      'body.content[0].content: A bulletList holds at least 1 node.',
    ],
    [
      'a list item that begins with a list',
      { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'horizontalRule' }] }] },
      'body.content[0].content[0].content[0]: A listItem begins with a paragraph.',
    ],
    [
      'a footnote in a footnote',
      paragraph({ type: 'footnote', content: [{ type: 'footnote' }] }),
      'body.content[0].content[0].content[0]: A footnote cannot hold a footnote.',
    ],
    [
      'a crooked table',
      { type: 'table', content: [row('tableHeader', 2), row('tableCell', 1)] },
      'body.content[0].content: Every row of a table has the same number of cells.',
    ],
    [
      'a table without a head',
      { type: 'table', content: [row('tableCell', 1)] },
      'body.content[0].content: The first row of a table, and no other, is made of tableHeader cells.',
    ],
    [
      'a cell over two columns',
      {
        type: 'table',
        content: [
          {
            type: 'tableRow',
            content: [{ type: 'tableHeader', attrs: { colspan: 2 }, content: [paragraph()] }],
          },
        ],
      },
      'body.content[0].content[0].content[0].attrs.colspan: Expected one of: 1.',
    ],
    [
      'a lone surrogate',
      paragraph(text('\uDC00')),
      'body.content[0].content[0].text: The text holds half a character (a lone surrogate).',
    ],
    [
      'NUL in an attribute',
      { type: 'callout', attrs: { title: 'a\u0000' }, content: [paragraph()] },
      'body.content[0].attrs.title: The text holds a control character, such as NUL.',
    ],
    [
      'text on a node that has none',
      { type: 'horizontalRule', text: 'x' },
      'body.content[0].text: Only a text node has text.',
    ],
    [
      'a rule that holds something',
      { type: 'horizontalRule', content: [paragraph()] },
      'body.content[0].content: A horizontalRule holds nothing.',
    ],
    [
      'an unusable block id',
      { type: 'paragraph', attrs: { id: 'a b' } },
      'body.content[0].attrs.id: Expected a block id of up to 64 letters, digits, hyphens and underscores.',
    ],
  ])('%s', (_, node, expected) => {
    expect(issuesOf(node)).toEqual([expected]);
  });

  test('what is no document', () => {
    expect(check(null).issues).toEqual(['body: Expected a rich-text document of type "doc", found null.']);
    expect(check({ type: 'doc' }).issues).toEqual(['body.content: A doc holds at least 1 node.']);
    expect(check({ type: 'doc', content: {} }).issues).toEqual([
      'body.content: Expected a list, found an object.',
    ]);
  });

  test('keys that would reach a prototype', () => {
    const node: unknown = JSON.parse(
      '{"type": "paragraph", "__proto__": {"x": 1}, "attrs": {"__proto__": {"y": 1}, "constructor": 1}}',
    );
    expect(issuesOf(node)).toEqual([
      'body.content[0].__proto__: There is no such property.',
      'body.content[0].attrs.__proto__: There is no such attribute.',
      'body.content[0].attrs.constructor: There is no such attribute.',
    ]);
  });

  test('more nesting than anyone writes, however it is made', () => {
    let quote: unknown = paragraph(text('deep'));
    for (let depth = 0; depth < RICH_TEXT_DEPTH_MAX; depth += 1)
      quote = { type: 'blockquote', content: [quote] };
    expect(issuesOf(quote)).toEqual([]);
    expect(issuesOf({ type: 'blockquote', content: [quote] })[0]).toMatch(
      /Blocks are nested more than 20 levels deep\.$/,
    );
    let bottomless: unknown = paragraph();
    for (let depth = 0; depth < 100_000; depth += 1) bottomless = paragraph(bottomless);
    expect(issuesOf(bottomless)).toEqual([
      'body.content[0].content[0]: A paragraph cannot hold a paragraph.',
    ]);
  });

  test('more nodes than a book has', () => {
    const content = Array.from({ length: RICH_TEXT_NODES_MAX }, () => ({ type: 'horizontalRule' }));
    expect(check({ type: 'doc', content }).issues).toEqual(['body: The document has more than 50000 parts.']);
    expect(check({ type: 'doc', content: content.slice(1) }).issues).toEqual([]);
  });
});

test('reports every issue, up to a number that someone could read', () => {
  expect(issuesOf({ type: 'image' }, paragraph(text('\u0000')), { type: 'heading' })).toHaveLength(3);
  expect(issuesOf(...Array.from({ length: 1_000 }, () => ({ type: 'image' })))).toHaveLength(ISSUES_MAX);
});
