import type { BlockContent, DefinitionContent, List, ListItem, Table } from 'mdast';

import { RICH_TEXT_DEPTH_MAX } from '../../limits.ts';
import { cleanText } from '../../text-rules.ts';
import { canonicalDocument } from '../canonical-document.ts';
import { EMPTY_DOCUMENT, type RichTextDocument, type RichTextNode } from '../document.ts';
import { isValidAttribute, nodeRule } from '../schema.ts';
import { isDirectiveBlock, readBlockAttributes, readDirective } from './read-directive.ts';
import { HTML_BREAK_TAG, readCell, readTextBlock } from './read-inline.ts';
import { createReading, sourceOf, textNode, type Reading } from './reading.ts';
import { parseMarkdown, RAW_HTML_INFO, SEPARATOR } from './syntax.ts';

/**
 * Any text as a valid document. What has no place in one becomes the closest thing that has, and nothing is lost: H1 → H2, H5
 * and H6 → H4, an unknown directive, an unsafe link or inline HTML → its source as text, an image from elsewhere → a link.
 * Blocks have the ids that the text gives, and no others: see `withBlockIds`.
 */
export function documentFromMarkdown(text: string): RichTextDocument {
  const source = cleanText(text);
  const root = parseMarkdown(source);
  const reading = createReading(source, root);
  // The parser puts nothing else at the root.
  const content = readBlocks(reading, root.children as FlowContent[], 0);
  for (const [identifier, footnote] of reading.footnotes) {
    if (!reading.usedFootnotes.has(identifier)) content.push(...readBlocks(reading, footnote.children, 0));
  }
  return content.length === 0 ? EMPTY_DOCUMENT : canonicalDocument({ type: 'doc', content });
}

type FlowContent = BlockContent | DefinitionContent;

const HOLD_BLOCKS: ReadonlySet<string> = new Set(['blockquote', 'list', 'containerDirective']);

function readBlocks(reading: Reading, nodes: readonly FlowContent[], depth: number): RichTextNode[] {
  const blocks: RichTextNode[] = [];
  for (const [index, node] of nodes.entries()) {
    if (isDirectiveBlock(node) && nodes[index + 1] !== undefined) continue;
    const read = readBlock(reading, node, depth);
    const before = nodes[index - 1];
    const [first, ...rest] = read;
    if (first === undefined || before === undefined || !isDirectiveBlock(before)) blocks.push(...read);
    else blocks.push(withAttributes(first, readBlockAttributes(first.type, before)), ...rest);
  }
  return blocks;
}

function readBlock(reading: Reading, node: FlowContent, depth: number): RichTextNode[] {
  if (depth === RICH_TEXT_DEPTH_MAX && HOLD_BLOCKS.has(node.type))
    return [paragraph([textNode(sourceOf(reading, node))])];
  const inside = (children: readonly FlowContent[]) => orParagraph(readBlocks(reading, children, depth + 1));
  switch (node.type) {
    case 'paragraph':
      return readTextBlock(reading, node, { type: 'paragraph' });
    case 'heading': {
      const level = Math.min(Math.max(node.depth, 2), 4);
      return readTextBlock(reading, node, { type: 'heading', attrs: { level } });
    }
    case 'blockquote':
      return [{ type: 'blockquote', content: inside(node.children) }];
    case 'list':
      return readList(reading, node, depth);
    case 'code':
      return [readCode(node.value, node.lang ?? '', node.meta ?? '')];
    case 'html':
      return readHtml(node.value);
    case 'table':
      return [readTable(reading, node)];
    case 'thematicBreak':
      return [{ type: 'horizontalRule' }];
    case 'leafDirective':
    case 'containerDirective':
      return readDirective(reading, node, inside);
    case 'definition':
    case 'footnoteDefinition':
      return [];
    default:
      return node satisfies never;
  }
}

/** GFM lets boxes and plain items stand in one list; here each kind has a list of its own. */
function readList(reading: Reading, list: List, depth: number): RichTextNode[] {
  const lists: RichTextNode[] = [];
  let items: RichTextNode[] = [];
  let start = list.start ?? 1;
  for (const [index, item] of list.children.entries()) {
    const isTask = typeof item.checked === 'boolean';
    items.push(readItem(reading, item, depth));
    const next = list.children[index + 1];
    if (next !== undefined && (typeof next.checked === 'boolean') === isTask) continue;
    if (isTask) lists.push({ type: 'taskList', content: items });
    else if (list.ordered === true) lists.push({ type: 'orderedList', attrs: { start }, content: items });
    else lists.push({ type: 'bulletList', content: items });
    start = (list.start ?? 1) + index + 1;
    items = [];
  }
  return lists;
}

function readItem(reading: Reading, item: ListItem, depth: number): RichTextNode {
  const blocks = readBlocks(reading, item.children, depth + 1);
  const content = blocks[0]?.type === 'paragraph' ? blocks : [paragraph([]), ...blocks];
  return typeof item.checked === 'boolean'
    ? { type: 'taskItem', attrs: { checked: item.checked }, content }
    : { type: 'listItem', content };
}

function readCode(value: string, info: string, meta: string): RichTextNode {
  if (info === RAW_HTML_INFO) return { type: 'rawHtml', attrs: { html: cleanText(value) } };
  const rules = nodeRule('codeBlock')?.attributes;
  // `{.python}` and its like mean python.
  const language = isValidAttribute(rules, 'language', info)
    ? info
    : (/[^\s`{}.][^\s`{}]*/.exec(info)?.[0] ?? null);
  const attrs = isValidAttribute(rules, 'language', language)
    ? { language, meta: isValidAttribute(rules, 'meta', meta) ? meta : null }
    : {};
  return { type: 'codeBlock', attrs, content: [textNode(value)] };
}

function readHtml(html: string): RichTextNode[] {
  if (html === SEPARATOR) return [];
  if (HTML_BREAK_TAG.test(html)) return [paragraph([{ type: 'hardBreak' }])];
  return [{ type: 'rawHtml', attrs: { html: cleanText(html) } }];
}

/** Short rows are filled up. */
function readTable(reading: Reading, table: Table): RichTextNode {
  const width = Math.max(...table.children.map((row) => row.children.length));
  return {
    type: 'table',
    content: table.children.map((row, rowIndex) => ({
      type: 'tableRow',
      content: Array.from({ length: width }, (_, column) => {
        const content = [readCell(reading, row.children[column] ?? { children: [] })];
        return rowIndex === 0
          ? {
              type: 'tableHeader',
              attrs: { align: table.align?.[column] ?? null },
              content,
            }
          : { type: 'tableCell', content };
      }),
    })),
  };
}

function paragraph(content: readonly RichTextNode[]): RichTextNode {
  return { type: 'paragraph', content };
}

function orParagraph(blocks: readonly RichTextNode[]): readonly RichTextNode[] {
  return blocks.length === 0 ? [paragraph([])] : blocks;
}

function withAttributes(node: RichTextNode, attributes: RichTextNode['attrs']): RichTextNode {
  return { ...node, attrs: { ...node.attrs, ...attributes } };
}
