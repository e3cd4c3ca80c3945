import { withBlockIds } from '../../model/rich-text/block-ids.ts';
import type { RichTextDocument, RichTextMark, RichTextNode } from '../../model/rich-text/document.ts';
import type { Random } from './random.ts';
import { headline, sentence } from './sentences.ts';

/** Sections of text, each about 1 KB of HTML. */
const SECTIONS = 5;

/** About 6 KB of HTML, of the blocks that Markdown has too: what is written for another generator is the same text. */
export function sampleBody(random: Random): RichTextDocument {
  const blocks: RichTextNode[] = [paragraph(random)];
  for (let section = 0; section < SECTIONS; section++) {
    blocks.push(heading(random, section % 3 === 2 ? 3 : 2), paragraph(random));
    blocks.push(random.pick(EXTRAS)(random), paragraph(random));
  }
  return identified({ type: 'doc', content: blocks });
}

/** The document with one more paragraph at its end. */
export function withParagraph(document: RichTextDocument, content: string): RichTextDocument {
  // A name that no counted block has.
  const attrs = { id: `added-${document.content.length}` };
  return {
    ...document,
    content: [...document.content, { type: 'paragraph', attrs, content: [text(content)] }],
  };
}

/** Counted, as the API counts them in a document that comes without any. */
function identified(document: RichTextDocument): RichTextDocument {
  let count = 0;
  return withBlockIds(document, () => `b${++count}`);
}

const EXTRAS: readonly ((random: Random) => RichTextNode)[] = [
  (random) => list(random, 'bulletList'),
  (random) => list(random, 'orderedList'),
  (random) => ({ type: 'blockquote', content: [paragraph(random)] }),
  codeBlock,
  table,
];

function paragraph(random: Random): RichTextNode {
  return {
    type: 'paragraph',
    content: [
      text(`${sentence(random)} `),
      text(headline(random, 3), { type: random.pick(['bold', 'italic']) }),
      text(` ${sentence(random)} `),
      text(headline(random, 2), {
        type: 'link',
        attrs: { href: `https://example.org/${random.integer(1_000)}` },
      }),
      text(` ${sentence(random)}`),
    ],
  };
}

function heading(random: Random, level: number): RichTextNode {
  return { type: 'heading', attrs: { level }, content: [text(headline(random, 4))] };
}

function list(random: Random, type: 'bulletList' | 'orderedList'): RichTextNode {
  const item = (): RichTextNode => ({
    type: 'listItem',
    content: [{ type: 'paragraph', content: [text(sentence(random))] }],
  });
  return { type, content: Array.from({ length: 3 + random.integer(3) }, item) };
}

function codeBlock(random: Random): RichTextNode {
  const lines = Array.from({ length: 4 }, () => `const ${headline(random, 1)} = ${random.integer(100)};`);
  return { type: 'codeBlock', attrs: { language: 'js' }, content: [text(lines.join('\n'))] };
}

function table(random: Random): RichTextNode {
  const row = (type: 'tableHeader' | 'tableCell'): RichTextNode => ({
    type: 'tableRow',
    content: Array.from({ length: 3 }, () => ({
      type,
      content: [{ type: 'paragraph', content: [text(headline(random, 2))] }],
    })),
  });
  return {
    type: 'table',
    content: [row('tableHeader'), row('tableCell'), row('tableCell'), row('tableCell')],
  };
}

function text(content: string, ...marks: RichTextMark[]): RichTextNode {
  return marks.length === 0 ? { type: 'text', text: content } : { type: 'text', text: content, marks };
}
