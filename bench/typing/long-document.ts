import { withBlockIds } from '../../model/rich-text/block-ids.ts';
import type { RichTextDocument, RichTextNode } from '../../model/rich-text/document.ts';
import { createRandom, type Random } from '../content/random.ts';
import { headline, sentence } from '../content/sentences.ts';

/** Of blocks and marks that the basic schema of ProseMirror has too. `words` is the least. */
export function longDocument(words: number): RichTextDocument {
  const random = createRandom(7);
  const content: RichTextNode[] = [];
  for (let count = 0; count < words;) {
    const blocks = section(random);
    content.push(...blocks);
    count += blocks.reduce((sum, block) => sum + wordsIn(block), 0);
  }
  let id = 0;
  return withBlockIds({ type: 'doc', content }, () => `b${++id}`);
}

/** The paragraph in the middle, by what it begins with: there it is typed. */
export function middleOf({ content }: RichTextDocument): string {
  const paragraphs = content.filter(({ type }) => type === 'paragraph');
  const text = paragraphs[Math.floor(paragraphs.length / 2)]?.content?.[0]?.text;
  if (text === undefined) throw new Error('The document has no paragraph.');
  return text.trim();
}

const BASIC_NAMES: Readonly<Record<string, string>> = {
  codeBlock: 'code_block',
  bold: 'strong',
  italic: 'em',
};

/** The same one in the words of that schema. */
export function basicDocument(document: RichTextDocument): unknown {
  const said = JSON.stringify(document, (name, value: unknown) => (name === 'id' ? undefined : value));
  return JSON.parse(said, (name, value: unknown) =>
    name === 'type' ? (BASIC_NAMES[String(value)] ?? value) : value,
  );
}

function section(random: Random): RichTextNode[] {
  const code = `const ${headline(random, 1)} = ${random.integer(100)};`;
  return [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: headline(random, 5) }] },
    paragraph(random),
    paragraph(random),
    { type: 'blockquote', content: [paragraph(random)] },
    paragraph(random),
    { type: 'codeBlock', content: [{ type: 'text', text: code }] },
  ];
}

function paragraph(random: Random): RichTextNode {
  const link = { type: 'link', attrs: { href: `https://example.org/${random.integer(1_000)}` } };
  return {
    type: 'paragraph',
    content: [
      { type: 'text', text: `${sentence(random)} ${sentence(random)} ` },
      { type: 'text', text: headline(random, 3), marks: [{ type: random.pick(['bold', 'italic']) }] },
      { type: 'text', text: ` ${sentence(random)} ` },
      { type: 'text', text: headline(random, 2), marks: [link] },
      { type: 'text', text: ` ${sentence(random)}` },
    ],
  };
}

function wordsIn({ content, text }: RichTextNode): number {
  if (text !== undefined) return text.split(/\s+/).filter((word) => word !== '').length;
  return (content ?? []).reduce((sum, node) => sum + wordsIn(node), 0);
}
