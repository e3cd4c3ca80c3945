import * as fc from 'fast-check';

import { canonicalDocument } from '../../model/rich-text/canonical-document.ts';
import type { RichTextDocument, RichTextMark, RichTextNode } from '../../model/rich-text/document.ts';
import { BUTTON_KINDS, CALLOUT_KINDS, CELL_ALIGNMENTS, IMAGE_WIDTHS } from '../../model/rich-text/schema.ts';

type Node = RichTextNode;

/** Texts that mean something to Markdown, or that it drops, splits or joins. */
const AWKWARD = [
  '*',
  '**',
  '***',
  '_',
  '__',
  '~',
  '~~',
  '`',
  '``',
  '```',
  '|',
  '||',
  '\\',
  '\\\\',
  '\\|',
  '#',
  '## ',
  '1.',
  '1. ',
  '2) ',
  '-',
  '- ',
  '--',
  '---',
  '+ ',
  '=',
  '===',
  '> ',
  '<',
  '>',
  '<b>',
  '</b>',
  '<!--',
  '-->',
  '<br>',
  '<?',
  '&',
  '&amp;',
  '&#32;',
  '&nbsp;',
  ':',
  '::',
  ':::',
  ':::note',
  ':sub[x]',
  ':block',
  '::block{#x}',
  '{',
  '}',
  '{x}',
  '{#x}',
  '[',
  ']',
  '(',
  ')',
  '](',
  '](x)',
  '[x]',
  '[ ] ',
  '[x] ',
  '[^1]',
  '[^1]: ',
  '[a]: b',
  '!',
  '![',
  '!["',
  '"',
  "'",
  '.',
  ',',
  '…',
  '—',
  '$',
  '%',
  '^',
  '@',
  '/',
  'http://a.b',
  'https://a.b/c_d',
  'www.a.b',
  'a@b.cd',
  'mailto:a@b.cd',
  'javascript:x',
  'entry:x',
  ' ',
  '  ',
  '   ',
  '\t',
  '\u00A0',
  '\u2028',
  '\u3000',
  '\uFEFF',
  '\u00AD',
  '\u200B',
  'é',
  'e\u0301',
  'ß',
  '日本',
  '、',
  '😀',
  'A',
  'a',
  'b',
  'word',
  'two words',
  '0',
  '7',
];

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...AWKWARD) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'word', 'Two', '3', ' ') },
);
const text = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
const line = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const code = fc
  .array(fc.oneof(piece, fc.constantFrom('\n', '\n\n', '    ', '```\n', 'a{b}', '.x', '~~~')), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));

const uuid = fc.uuid();
const blockId = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const anchor = fc.stringMatching(/^[a-zä0-9_-]{1,8}$/);
const href = fc.constantFrom(
  'https://example.org',
  'https://example.org/a_(b)?c=*d*&amp;e=[f]#g|h',
  'http://a.b/(',
  'http://a.b/)`',
  'http://a.b/<c>"\'',
  'HTTPS://A.b/~c~:d',
  'mailto:a@b.cd',
  'tel:+49123',
  '/blog/first-light/',
  '#fn',
  'a.b',
  '?q=1',
);
const focalPart = fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const link: fc.Arbitrary<RichTextMark> = fc.oneof(
  fc.record({ href, title: maybe(text) }).map((attrs) => ({ type: 'link', attrs })),
  fc.record({ entryId: uuid, anchor: maybe(anchor) }).map((attrs) => ({ type: 'link', attrs })),
);
const plainMark = fc
  .constantFrom('bold', 'italic', 'strike', 'highlight', 'subscript', 'superscript', 'code')
  .map((type) => ({ type }));
const marks = fc.oneof(
  { weight: 3, arbitrary: fc.constant<RichTextMark[]>([]) },
  {
    weight: 4,
    arbitrary: fc.uniqueArray<RichTextMark, string>(
      fc.oneof({ weight: 4, arbitrary: plainMark }, { weight: 1, arbitrary: link }),
      {
        minLength: 1,
        maxLength: 3,
        selector: (mark) => mark.type,
      },
    ),
  },
);
const textNode = fc.record({ type: fc.constant('text'), text, marks });
const hardBreak = fc.constant<Node>({ type: 'hardBreak' });
const footnote = fc
  .array(fc.oneof({ weight: 4, arbitrary: textNode }, { weight: 1, arbitrary: hardBreak }), { maxLength: 3 })
  .map((content): Node => ({ type: 'footnote', content }));
const inline = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: textNode },
    { weight: 1, arbitrary: hardBreak },
    { weight: 1, arbitrary: footnote },
  ),
  { maxLength: 5 },
);

function node(
  type: string,
  attrs: Record<string, fc.Arbitrary<unknown>>,
  content?: fc.Arbitrary<Node[]>,
): fc.Arbitrary<Node> {
  return fc.record({
    type: fc.constant(type),
    attrs: fc.record(attrs),
    ...(content === undefined ? {} : { content }),
  });
}

const id = maybe(blockId);
const paragraph = node('paragraph', { id }, inline);
const cellParagraph = node('paragraph', { id }, inline).map((inCell) => [inCell]);
const image = node('image', {
  id,
  mediaId: uuid,
  alt: maybe(line),
  caption: maybe(line),
  width: maybe(fc.constantFrom(...IMAGE_WIDTHS)),
  focal: maybe(fc.record({ x: focalPart, y: focalPart })),
});
const target = fc.oneof(fc.record({ href }), fc.record({ entryId: uuid, anchor: maybe(anchor) }));
const button = fc
  .tuple(target, fc.record({ id, label: line, kind: maybe(fc.constantFrom(...BUTTON_KINDS)) }))
  .map(([to, attrs]): Node => ({ type: 'button', attrs: { ...attrs, ...to } }));
const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }), id)
  .chain(([columns, rows, tableId]) => {
    const row = (cell: fc.Arbitrary<Node>) =>
      fc
        .array(cell, { minLength: columns, maxLength: columns })
        .map((content): Node => ({ type: 'tableRow', content }));
    const head = node('tableHeader', { align: maybe(fc.constantFrom(...CELL_ALIGNMENTS)) }, cellParagraph);
    const body = fc.array(row(node('tableCell', {}, cellParagraph)), { minLength: rows, maxLength: rows });
    return fc
      .tuple(row(head), body)
      .map(([first, rest]): Node => ({ type: 'table', attrs: { id: tableId }, content: [first, ...rest] }));
  });

const simpleBlock = fc.oneof(
  { weight: 6, arbitrary: paragraph },
  {
    weight: 2,
    arbitrary: node('heading', { id, level: fc.constantFrom(2, 3, 4), anchor: maybe(anchor) }, inline),
  },
  {
    weight: 2,
    arbitrary: node(
      'codeBlock',
      {
        id,
        language: fc.constantFrom('js', 'c++', 'text', '~~~', 'a&b', '*\'"'),
        meta: maybe(fc.constantFrom('{1,3}', 'a="b" \\| &amp;')),
      },
      code.map((value) => [{ type: 'text', text: value }]),
    ),
  },
  {
    weight: 1,
    arbitrary: node(
      'codeBlock',
      { id },
      code.map((value) => [{ type: 'text', text: value }]),
    ),
  },
  { weight: 1, arbitrary: node('rawHtml', { id, html: code }) },
  { weight: 1, arbitrary: node('horizontalRule', { id }) },
  { weight: 1, arbitrary: image },
  {
    weight: 1,
    arbitrary: node('gallery', { id, caption: maybe(line) }, fc.array(image, { minLength: 1, maxLength: 3 })),
  },
  {
    weight: 1,
    arbitrary: node('embed', {
      id,
      url: fc.constantFrom('https://youtu.be/dQw4w9WgXcQ', 'https://example.org/?a="b"&amp;c={d}'),
      title: maybe(line),
      caption: maybe(line),
    }),
  },
  { weight: 1, arbitrary: button },
  { weight: 2, arbitrary: table },
);

function blocks(depth: number): fc.Arbitrary<Node[]> {
  return fc.array(block(depth), { minLength: 1, maxLength: 3 });
}

function block(depth: number): fc.Arbitrary<Node> {
  if (depth === 0) return simpleBlock;
  const item = (type: string, attrs: Record<string, fc.Arbitrary<unknown>>) =>
    fc
      .tuple(paragraph, fc.array(block(depth - 1), { maxLength: 2 }), fc.record(attrs))
      .map(([first, rest, given]): Node => ({ type, attrs: given, content: [first, ...rest] }));
  const items = (one: fc.Arbitrary<Node>) => fc.array(one, { minLength: 1, maxLength: 3 });
  const start = fc.constantFrom(0, 1, 1, 2, 900_000_000);
  return fc.oneof(
    { weight: 4, arbitrary: simpleBlock },
    { weight: 1, arbitrary: node('bulletList', { id }, items(item('listItem', {}))) },
    { weight: 1, arbitrary: node('orderedList', { id, start }, items(item('listItem', {}))) },
    { weight: 1, arbitrary: node('taskList', { id }, items(item('taskItem', { checked: fc.boolean() }))) },
    { weight: 1, arbitrary: node('blockquote', { id }, blocks(depth - 1)) },
    {
      weight: 1,
      arbitrary: node(
        'callout',
        { id, kind: fc.constantFrom(...CALLOUT_KINDS), title: maybe(line) },
        blocks(depth - 1),
      ),
    },
  );
}

/** Valid documents in canonical form, of every node and mark, made of the texts that Markdown finds hardest. */
export const arbitraryDocument: fc.Arbitrary<RichTextDocument> = fc
  .array(block(2), { minLength: 1, maxLength: 4 })
  .map((content) => canonicalDocument({ type: 'doc', content }));
