import { describe, expect, test } from 'vitest';

import { createIssueList } from '../../issues.ts';
import { canonicalDocument } from '../canonical-document.ts';
import type { RichTextDocument, RichTextMark, RichTextNode } from '../document.ts';
import { validateDocument } from '../validate-document.ts';
import { documentFromMarkdown } from './document-from-markdown.ts';
import { documentToMarkdown } from './document-to-markdown.ts';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

function documentOf(...content: RichTextNode[]): RichTextDocument {
  return canonicalDocument({ type: 'doc', content });
}

const text = (value: string, ...marks: (string | RichTextMark)[]): RichTextNode => ({
  type: 'text',
  text: value,
  marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)),
});
const p = (...content: (RichTextNode | string)[]): RichTextNode => ({
  type: 'paragraph',
  content: content.map((node) => (typeof node === 'string' ? text(node) : node)),
});
const br: RichTextNode = { type: 'hardBreak' };
const list = (type: string, ...items: RichTextNode[][]): RichTextNode => ({
  type,
  content: items.map((content) => ({ type: type === 'taskList' ? 'taskItem' : 'listItem', content })),
});
const node = (type: string, attrs: Record<string, unknown>, ...content: RichTextNode[]): RichTextNode => ({
  type,
  attrs,
  content,
});
const code = (value: string): RichTextNode => node('codeBlock', { language: 'md' }, text(value));
const row = (type: string, ...cells: RichTextNode[]): RichTextNode => ({
  type: 'tableRow',
  content: cells.map((cell) => ({ type, content: [cell] })),
});
const table = (head: RichTextNode[], ...rows: RichTextNode[][]): RichTextNode => ({
  type: 'table',
  content: [row('tableHeader', ...head), ...rows.map((cells) => row('tableCell', ...cells))],
});
const link = (href: string, title?: string): RichTextMark => ({ type: 'link', attrs: { href, title } });
const note = (...content: RichTextNode[]): RichTextNode => ({ type: 'footnote', content });

describe('document → Markdown → document changes nothing:', () => {
  test.each<[string, RichTextNode[]]>([
    ['a fence inside a code block', [code('```js\na\n```\n~~~\n\n    b\n'), p('after')]],
    ['code that is empty, or only lines', [node('codeBlock', {}), code('\n\n'), code(' ')]],
    [
      'raw HTML with empty lines and a fence',
      [node('rawHtml', { html: '<div>\n\n```\n</div>\n' }), node('rawHtml', { html: '' })],
    ],
    ['pipes in a table', [table([p('a|b')], [p(text('c|d\\|e', 'code'), ' \\| ')])]],
    [
      'empty cells, spaces at their edges, line breaks in them',
      [table([p(), p(' a ')], [p('a', br, 'b'), p(text(' x ', 'code'))])],
    ],
    [
      'the beginnings of blocks',
      [
        '# a',
        '## a #',
        '1. a',
        '1) a',
        '- a',
        '+ a',
        '* a',
        '> a',
        '    a',
        '\ta',
        '---',
        '***',
        '===',
        '```',
        '~~~',
        '| a |',
        '[a]: b',
        '[^1]: b',
        ':::',
        '::a',
        ':::note',
        '<div>',
        '<!-- a',
        '- [ ] a',
        '[x] a',
        '#',
        '1.',
        '\u00a0',
      ].map((value) => p(value)),
    ],
    [
      'the beginnings of blocks after a line break',
      [p('a', br, '# b', br, '- c', br, '1. d', br, '> e', br, '=== ', br, '---', br, '::f', br, '    g')],
    ],
    [
      'backslashes',
      [p('\\', br, 'a\\'), p('\\*a\\*'), p('C:\\dir\\'), p(text('\\', 'code'), text('a\\', 'bold'))],
    ],
    ['text that looks like HTML', [p('<b>a</b> &amp; &#35; &copy <br> <!-- x --> a<b')]],
    [
      'text that looks like directives',
      [p(':a ::b :::c :d[e]{f} :block :block{#x} a:b ::'), p(':😀'), p('12:30')],
    ],
    [
      'text that looks like addresses',
      [
        p('www.example.org https://example.org/a_b me@example.org a@b@c.de mailto:a@b.de'),
        p(text('https://a.b', 'subscript')),
      ],
    ],
    ['a link that is called like a footnote', [p('A', note(text('b')), ' and ', text('^1', link('/c/')))]],
    ['text that looks like footnotes and links', [p('[^1] [a](b) [a][b] ![a](b) [ ] [x]')]],
    [
      'spaces at the edges, and many',
      [p(' a '), p('  '), p('a  ', br, '  b'), p('a   b\tc'), p('\u00a0a\u00a0'), p('\u2003')],
    ],
    ['empty paragraphs', [p(), p(), p('a'), p(), { type: 'blockquote', content: [p()] }, p()]],
    ['line breaks at the edges', [p(br), p(br, br), p(br, 'a', br), p('a', br, br, 'b')]],
    [
      'line breaks in headings',
      [node('heading', { level: 2 }, text('a'), br, text('b'), br), node('heading', { level: 4 }, br)],
    ],
    [
      'an empty heading, and one with a number sign at its end',
      [node('heading', { level: 3 }), node('heading', { level: 2 }, text('C #'))],
    ],
    [
      'a heading with an anchor',
      [
        node('heading', { level: 2, anchor: 'größe_1' }, text('a ')),
        node('heading', { level: 2, anchor: 'b' }),
      ],
    ],
    [
      'lists next to each other',
      [
        list('bulletList', [p('a')]),
        list('bulletList', [p('b')]),
        list('bulletList', [p('c')]),
        list('orderedList', [p('d')]),
        list('orderedList', [p('e')]),
        list('taskList', [p('f')]),
        list('taskList', [p('g')]),
        list('bulletList', [p('h')]),
      ],
    ],
    [
      'lists in lists, with empty items',
      [
        list(
          'bulletList',
          [p(), list('orderedList', [p()], [p('a')])],
          [p()],
          [p(br), list('taskList', [p()])],
        ),
      ],
    ],
    [
      'list items of several blocks',
      [
        list(
          'orderedList',
          [p('a'), p('b'), code('x'), { type: 'blockquote', content: [p('c')] }],
          [p('d'), { type: 'horizontalRule' }],
        ),
      ],
    ],
    [
      'an ordered list that begins elsewhere',
      [node('orderedList', { start: 0 }, { type: 'listItem', content: [p('a')] }), p('b', br, '7. c')],
    ],
    ['tasks', [list('taskList', [p('[x] a')], [p()], [p(text('b', 'bold'))], [p(br)])]],
    [
      'quotes next to each other',
      [
        { type: 'blockquote', content: [p('a')] },
        { type: 'blockquote', content: [p('b'), { type: 'blockquote', content: [p('c')] }] },
      ],
    ],
    [
      'nested marks',
      [
        p(
          text('a', 'bold'),
          text('b', 'bold', 'italic'),
          text('c', 'italic'),
          text('d', 'italic', 'strike'),
          text('e', 'strike'),
        ),
      ],
    ],
    [
      'marks inside words, and next to each other',
      [
        p('un', text('believ', 'bold'), 'able', text('x', 'italic'), text('y', 'bold'), text('z', 'italic')),
        p('2', text('3', 'strike'), text('4', 'highlight'), text('5', 'strike')),
      ],
    ],
    [
      'marks next to punctuation',
      [
        p(
          'a',
          text('"b"', 'bold'),
          'c',
          text('(d)', 'italic'),
          'e ',
          text('*f*', 'italic'),
          text('.', 'bold'),
          text('~', 'strike'),
        ),
      ],
    ],
    ['marks over spaces', [p('a', text(' b ', 'bold'), 'c', text(' ', 'italic'), text('\u00a0', 'strike'))]],
    [
      'marks over line breaks',
      [p(text('a', 'bold'), br, text('b', 'bold'), br, text('c', 'bold', 'italic'))],
    ],
    [
      'every mark at once',
      [p(text('a', 'bold', 'italic', 'strike', 'highlight', 'subscript', 'superscript', 'code', link('/x')))],
    ],
    [
      'brackets under marks that are directives',
      [p(text('[a](b', 'highlight'), text(']', 'highlight', 'code'), text('[', 'subscript', 'bold'))],
    ],
    [
      'back-quotes in code',
      [p(text('`', 'code'), ' ', text('``a` ', 'code'), text(' ', 'code', 'bold'), text(' a ', 'code'))],
    ],
    [
      'links with awkward addresses',
      [
        'http://a.b/c_(d)',
        'http://a.b/)',
        'http://a.b/(',
        'http://a.b/?a=1&amp;b=2',
        'http://a.b/<c>',
        'http://a.b/*d*_e_',
        'mailto:a@b.de',
        '#a',
        'a.b',
      ].map((href) => p(text('x', link(href)))),
    ],
    [
      'links with awkward texts and titles',
      [p(text('[a] `b` https://a.b', link('/x', 'a "b" \'c\' (d) \\ &amp;')), text('y', link('/z'), 'bold'))],
    ],
    [
      'an address linked to itself',
      [p(text('https://a.b', link('https://a.b')), ' ', text('a@b.de', link('mailto:a@b.de')))],
    ],
    [
      'links to entries',
      [
        p(
          text('a', { type: 'link', attrs: { entryId: ID } }),
          text('b', { type: 'link', attrs: { entryId: ID, anchor: 'größe' } }),
        ),
      ],
    ],
    [
      'footnotes',
      [
        p('a', note(text('b '), text('c', 'bold'), br, text('[^1]: d')), note()),
        p(note(text('x')), ': y', note(), text('z', 'highlight')),
        table([p(note(text('|')))]),
      ],
    ],
    [
      'images',
      [
        node('image', {
          mediaId: ID,
          alt: '',
          caption: 'a "b" {c} \\ &amp; ]',
          width: 'full',
          focal: { x: 0.1, y: 1 },
        }),
        node('image', { mediaId: ID }),
      ],
    ],
    [
      'a gallery',
      [
        node(
          'gallery',
          { caption: 'a' },
          node('image', { mediaId: ID }),
          node('image', { mediaId: ID, alt: ' x ' }),
        ),
      ],
    ],
    [
      'callouts in callouts',
      [
        node(
          'callout',
          { kind: 'warning', title: 'a [b]' },
          p(':::'),
          node('callout', {}, list('bulletList', [p('c')]), code(':::\n')),
          p(),
        ),
      ],
    ],
    [
      'embeds and buttons',
      [
        node('embed', { url: 'https://a.b/?c="d"&e={f}', title: "g'h" }),
        node('button', { label: 'i', href: '/j' }),
        node('button', { label: '', entryId: ID, anchor: 'k', kind: 'secondary' }),
      ],
    ],
    [
      'a code block with more in its info line',
      [node('codeBlock', { language: 'c++', meta: '{1,3} a="b" &amp; \\' }, text('x'))],
    ],
    [
      'letters of other scripts',
      [
        p('日本', text('語', 'bold'), 'で「', text('引用', 'italic'), '」。'),
        p('e\u0301\u200b\u00ad\ufeff'),
        p('\ufeff'),
      ],
    ],
    ['what could be a byte order mark', [p('\ufeffa')]],
    ['nothing', [p()]],
  ])('%s', (_, content) => {
    const document = documentOf(...content);
    expect(issuesOf(document)).toEqual([]);
    const markdown = documentToMarkdown(document);
    expect({ markdown, document: documentFromMarkdown(markdown) }).toEqual({ markdown, document });
  });
});

function issuesOf(document: RichTextDocument): unknown {
  const issues = createIssueList();
  validateDocument(document, { path: '', issues });
  return issues.found;
}
