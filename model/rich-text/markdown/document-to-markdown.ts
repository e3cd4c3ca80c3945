import type { BlockContent, FootnoteDefinition, ListItem, Paragraph, TableRow } from 'mdast';

import { canonicalDocument } from '../canonical-document.ts';
import { childrenOf, textOf, type RichTextDocument, type RichTextNode } from '../document.ts';
import { inlineText } from '../plain-text.ts';
import { buildInline, type TextPlace } from './build-inline.ts';
import { writeAttributes } from './directive-attributes.ts';
import { BLOCK_DIRECTIVE, RAW_HTML_INFO, writeMarkdown } from './syntax.ts';

export type MarkdownOptions = {
  /** Write the ids of blocks as well: `documentFromMarkdown` then gives the very same document. Without, all but the ids. */
  readonly blockIds?: boolean;
};

type Writing = { readonly blockIds: boolean; readonly footnotes: FootnoteDefinition[] };

/** The document as Markdown. Reading it back gives the document in canonical form; `syntax.ts` shows how each node is written. */
export function documentToMarkdown(document: RichTextDocument, options: MarkdownOptions = {}): string {
  const { content } = canonicalDocument(document);
  const [first] = content;
  if (content.length === 1 && first !== undefined && isBareParagraph(first)) return '';
  const writing: Writing = { blockIds: options.blockIds ?? false, footnotes: [] };
  const children = writeBlocks(writing, content);
  return writeMarkdown({ type: 'root', children: [...children, ...writing.footnotes] });
}

function writeBlocks(writing: Writing, nodes: readonly RichTextNode[]): BlockContent[] {
  return nodes.flatMap((node) => {
    const block = writeBlock(writing, node);
    const id = writing.blockIds ? textOf(node, 'id') : undefined;
    return id === undefined || carriesId(block) ? [block] : [blockDirective({ id }), block];
  });
}

/** Paragraphs and headings end in their attributes, directives have them; in front of others, `::block{#id}` stands. */
function carriesId({ type }: BlockContent): boolean {
  return ['paragraph', 'heading', 'leafDirective', 'containerDirective'].includes(type);
}

function writeBlock(writing: Writing, node: RichTextNode): BlockContent {
  switch (node.type) {
    case 'heading':
      return {
        type: 'heading',
        depth: node.attrs?.['level'] === 3 ? 3 : node.attrs?.['level'] === 4 ? 4 : 2,
        children: writeText(writing, node, 'heading'),
      };
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return writeList(writing, node);
    case 'blockquote':
      return { type: 'blockquote', children: writeBlocks(writing, childrenOf(node)) };
    case 'codeBlock':
      return {
        type: 'code',
        // Without a language there is no place for the rest of the info line.
        lang: textOf(node, 'language') ?? null,
        meta: textOf(node, 'meta') ?? null,
        value: inlineText(node),
      };
    case 'rawHtml':
      return { type: 'code', lang: RAW_HTML_INFO, value: textOf(node, 'html') ?? '' };
    case 'image':
    case 'embed':
    case 'button':
      return { type: 'leafDirective', name: node.type, attributes: attributes(writing, node), children: [] };
    case 'gallery':
    case 'callout':
      return {
        type: 'containerDirective',
        name: node.type,
        attributes: attributes(writing, node),
        children: writeBlocks(writing, childrenOf(node)),
      };
    case 'table':
      return writeTable(writing, node);
    case 'horizontalRule':
      return { type: 'thematicBreak' };
    default:
      return { type: 'paragraph', children: writeText(writing, node, 'paragraph') };
  }
}

function writeList(writing: Writing, list: RichTextNode): BlockContent {
  const items = childrenOf(list).map((item) => writeItem(writing, item));
  const start = list.attrs?.['start'];
  return {
    type: 'list',
    ordered: list.type === 'orderedList',
    start: typeof start === 'number' ? start : 1,
    spread: items.some((item) => item.spread === true),
    children: items,
  };
}

function writeItem(writing: Writing, item: RichTextNode): ListItem {
  const blocks = childrenOf(item);
  const [first, ...rest] = blocks;
  const isTask = item.type === 'taskItem';
  const bare = !isTask && first !== undefined && rest.length === 0 && isBareParagraph(first);
  return {
    type: 'listItem',
    checked: isTask ? item.attrs?.['checked'] === true : null,
    spread: rest.some((node) => !node.type.endsWith('List')) || isLoneBreak(first),
    children: bare ? [] : writeBlocks(writing, blocks),
  };
}

function writeTable(writing: Writing, table: RichTextNode): BlockContent {
  const rows = childrenOf(table);
  return {
    type: 'table',
    align: childrenOf(rows[0] ?? table).map((cell) => {
      const align = textOf(cell, 'align');
      return align === 'left' || align === 'center' || align === 'right' ? align : null;
    }),
    children: rows.map((row): TableRow => ({
      type: 'tableRow',
      children: childrenOf(row).map((cell) => ({
        type: 'tableCell',
        children: childrenOf(cell).flatMap((paragraph) => writeText(writing, paragraph, 'cell')),
      })),
    })),
  };
}

/** The inline content of a paragraph or heading and, at its end, the attributes that Markdown has no place for. */
function writeText(writing: Writing, node: RichTextNode, place: TextPlace): Paragraph['children'] {
  const children = buildInline(childrenOf(node), {
    place,
    addFootnote: (footnote) => addFootnote(writing, footnote),
  });
  const attrs = attributes(writing, node);
  if (Object.keys(attrs).length > 0) {
    if (children.length > 0 && children.at(-1)?.type !== 'break') children.push({ type: 'text', value: ' ' });
    children.push({ type: 'textDirective', name: BLOCK_DIRECTIVE, attributes: attrs, children: [] });
  } else if (place === 'paragraph' && children.length === 0) {
    children.push({ type: 'textDirective', name: BLOCK_DIRECTIVE, children: [] });
  }
  return children;
}

function addFootnote(writing: Writing, footnote: RichTextNode): string {
  const label = String(writing.footnotes.length + 1);
  const definition: FootnoteDefinition = {
    type: 'footnoteDefinition',
    identifier: label,
    label,
    children: [],
  };
  writing.footnotes.push(definition);
  definition.children = [{ type: 'paragraph', children: writeText(writing, footnote, 'paragraph') }];
  return label;
}

function attributes(writing: Writing, node: RichTextNode): Record<string, string> {
  const { id, ...others } = writeAttributes(node);
  return id === undefined || !writing.blockIds ? others : { id, ...others };
}

function blockDirective(attrs: Record<string, string>): BlockContent {
  return { type: 'leafDirective', name: BLOCK_DIRECTIVE, attributes: attrs, children: [] };
}

/** Written as `<br>` alone on a line, which begins a block of HTML that only an empty line ends. */
function isLoneBreak(node: RichTextNode | undefined): boolean {
  return node !== undefined && childrenOf(node).length === 1 && childrenOf(node)[0]?.type === 'hardBreak';
}

function isBareParagraph(node: RichTextNode): boolean {
  return node.type === 'paragraph' && node.attrs === undefined && childrenOf(node).length === 0;
}
