import type { BlockContent, DefinitionContent, Heading, Paragraph, PhrasingContent, TableCell } from 'mdast';
import type { LeafDirective, TextDirective } from 'mdast-util-directive';

import { idProblem } from '../../text-rules.ts';
import type { RichTextMark, RichTextNode } from '../document.ts';
import { readAttributes } from './directive-attributes.ts';
import { readLinkMark } from './read-link.ts';
import { endOf, sourceOf, startOf, textNode, type Reading } from './reading.ts';
import { BLOCK_DIRECTIVE, isTextDirective, MARK_DIRECTIVES, MEDIA_SCHEME, SEPARATOR } from './syntax.ts';

export const HTML_BREAK_TAG = /^<br\s*\/?>$/i;

type Inline = {
  readonly marks: readonly RichTextMark[];
  /** Images become nodes among the others, for `readTextBlock` to take out. */
  readonly images: boolean;
  readonly inFootnote: boolean;
};

const PLAIN: Inline = { marks: [], images: false, inFootnote: false };

export function readCell(reading: Reading, cell: Pick<TableCell, 'children'>): RichTextNode {
  const { children, marker } = splitMarker(cell);
  const attrs = readAttributes('paragraph', marker?.attributes ?? {});
  return { type: 'paragraph', attrs, content: readAll(reading, children, PLAIN) };
}

/** A paragraph or heading with the attributes at its end. Images are blocks here: one among text parts the paragraph in two. */
export function readTextBlock(
  reading: Reading,
  node: Paragraph | Heading,
  block: RichTextNode,
): RichTextNode[] {
  const { children, marker } = splitMarker(node);
  const attrs = readAttributes(block.type, marker?.attributes ?? {});
  const content = readAll(reading, children, { ...PLAIN, images: block.type === 'paragraph' });
  const whole = { ...block, attrs: { ...block.attrs, ...attrs } };
  return splitAtImages(content, whole);
}

function splitMarker({ children }: Pick<Paragraph | Heading | TableCell, 'children'>): {
  children: PhrasingContent[];
  marker?: TextDirective;
} {
  const last = children.at(-1);
  if (!isTextDirective(last, BLOCK_DIRECTIVE) || last.children.length > 0) return { children };
  return { children: withoutSpaceAtEnd(children.slice(0, -1)), marker: last };
}

/** The writer puts a space before the attributes. */
function withoutSpaceAtEnd(nodes: PhrasingContent[]): PhrasingContent[] {
  const last = nodes.at(-1);
  if (last?.type !== 'text' || !last.value.endsWith(' ')) return nodes;
  return [...nodes.slice(0, -1), { ...last, value: last.value.slice(0, -1) }];
}

function splitAtImages(content: readonly RichTextNode[], block: RichTextNode): RichTextNode[] {
  if (!content.some((node) => node.type === 'image')) return [{ ...block, content }];
  const parts: RichTextNode[] = [];
  let run: RichTextNode[] = [];
  for (const node of [...content, null]) {
    if (node !== null && node.type !== 'image') {
      run.push(node);
      continue;
    }
    if (run.some((part) => part.type !== 'text' || part.text?.trim() !== '')) {
      parts.push(
        parts.some((part) => part.type === block.type)
          ? { type: block.type, content: run }
          : { ...block, content: run },
      );
    }
    if (node !== null) parts.push(node);
    run = [];
  }
  return parts;
}

function readAll(reading: Reading, nodes: readonly PhrasingContent[], inline: Inline): RichTextNode[] {
  return nodes.flatMap((node) => readOne(reading, node, inline));
}

function readOne(reading: Reading, node: PhrasingContent, inline: Inline): RichTextNode[] {
  const asText = () => [textNode(sourceOf(reading, node), inline.marks)];
  const marked = (type: string, children: readonly PhrasingContent[]) =>
    readAll(reading, children, withMark(inline, { type }));
  switch (node.type) {
    case 'text':
      return [textNode(node.value, inline.marks)];
    case 'strong':
      return marked('bold', node.children);
    case 'emphasis':
      return marked('italic', node.children);
    case 'delete':
      return marked('strike', node.children);
    case 'inlineCode':
      return [textNode(node.value, withMark(inline, { type: 'code' }).marks)];
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'html':
      if (node.value === SEPARATOR) return [];
      return HTML_BREAK_TAG.test(node.value) ? [{ type: 'hardBreak' }] : [textNode(node.value, inline.marks)];
    case 'link':
    case 'linkReference': {
      const target = node.type === 'link' ? node : reading.definitions.get(node.identifier);
      const mark = target === undefined ? null : readLinkMark(target);
      if (mark === null) return asText();
      const content = readAll(reading, node.children, withMark(inline, mark));
      return content.length === 0 ? [textNode(target?.url ?? '', withMark(inline, mark).marks)] : content;
    }
    case 'image':
    case 'imageReference': {
      const target = node.type === 'image' ? node : reading.definitions.get(node.identifier);
      if (target === undefined) return asText();
      return readImage({ ...target, alt: node.alt ?? '' }, inline) ?? asText();
    }
    case 'footnoteReference':
      return readFootnote(reading, node.identifier, inline) ?? asText();
    case 'textDirective': {
      const mark = Object.hasOwn(MARK_DIRECTIVES, node.name) ? MARK_DIRECTIVES[node.name] : undefined;
      const plain = Object.keys(node.attributes ?? {}).length === 0 && node.children.length > 0;
      return mark !== undefined && plain ? marked(mark, node.children) : readSource(reading, node, inline);
    }
    default:
      return asText();
  }
}

/** A directive that means nothing here: its source as text, with what stands in its brackets read as usual. */
export function readSource(
  reading: Reading,
  node: TextDirective | LeafDirective,
  inline: Inline = PLAIN,
): RichTextNode[] {
  const first = node.children[0];
  const last = node.children.at(-1);
  if (first === undefined || last === undefined) return [textNode(sourceOf(reading, node), inline.marks)];
  return [
    textNode(reading.source.slice(startOf(node), startOf(first)), inline.marks),
    ...readAll(reading, node.children, inline),
    textNode(reading.source.slice(endOf(last), endOf(node)), inline.marks),
  ];
}

/** One of ours, or a link to where it is. Null if it can be neither. */
function readImage(
  image: { readonly url: string; readonly alt: string; readonly title?: string | null | undefined },
  inline: Inline,
): RichTextNode[] | null {
  const mediaId = image.url.startsWith(MEDIA_SCHEME) ? image.url.slice(MEDIA_SCHEME.length) : null;
  if (mediaId !== null) {
    if (!inline.images || idProblem(mediaId) !== null) return null;
    const given = { media: mediaId, alt: image.alt === '' ? null : image.alt, caption: image.title };
    return [{ type: 'image', attrs: readAttributes('image', given) }];
  }
  const mark = readLinkMark(image);
  return mark === null
    ? null
    : [textNode(image.alt === '' ? image.url : image.alt, withMark(inline, mark).marks)];
}

/** Null where a footnote cannot be: inside another, or without its text. */
function readFootnote(reading: Reading, identifier: string, inline: Inline): RichTextNode[] | null {
  const footnote = reading.footnotes.get(identifier);
  if (footnote === undefined || inline.inFootnote) return null;
  reading.usedFootnotes.add(identifier);
  const content: RichTextNode[] = [];
  for (const block of footnote.children) {
    if (content.length > 0) content.push({ type: 'hardBreak' });
    content.push(...readFootnoteBlock(reading, block));
  }
  return [{ type: 'footnote', content }];
}

function readFootnoteBlock(reading: Reading, block: BlockContent | DefinitionContent): RichTextNode[] {
  if (block.type === 'html' && HTML_BREAK_TAG.test(block.value)) return [{ type: 'hardBreak' }];
  if (block.type !== 'paragraph' && block.type !== 'heading') return [textNode(sourceOf(reading, block))];
  return readAll(reading, splitMarker(block).children, { ...PLAIN, inFootnote: true });
}

function withMark(inline: Inline, mark: RichTextMark): Inline {
  return inline.marks.some(({ type }) => type === mark.type)
    ? inline
    : { ...inline, marks: [...inline.marks, mark] };
}
