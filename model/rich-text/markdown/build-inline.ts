import type { PhrasingContent } from 'mdast';

import { sameMark } from '../canonical-document.ts';
import { childrenOf, marksOf, textOf, type RichTextMark, type RichTextNode } from '../document.ts';
import { markRules } from '../schema.ts';
import { ENTRY_SCHEME, MARK_DIRECTIVES, SEPARATOR } from './syntax.ts';

/** Headings and cells are one line each. */
export type TextPlace = 'paragraph' | 'heading' | 'cell';

export type InlineOptions = {
  readonly place: TextPlace;
  /** Takes the footnote in and says what it is called. */
  readonly addFootnote: (footnote: RichTextNode) => string;
  readonly inDirective?: boolean;
};

/** One inline node and the marks that still have to be opened around it. */
type Pending = { readonly node: RichTextNode; readonly marks: readonly RichTextMark[] };

const DIRECTIVE_OF_MARK: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(MARK_DIRECTIVES).map(([directive, mark]) => [mark, directive]),
);

/** Turns flat marks into nested elements: the mark that reaches farthest goes outside, so that few are opened twice. */
export function buildInline(nodes: readonly RichTextNode[], options: InlineOptions): PhrasingContent[] {
  const pending = nodes.map((node) => ({
    node,
    marks: marksOf(node).filter(({ type }) => markRules(type) !== undefined),
  }));
  const children = separate(nest(pending, options));
  const last = children.at(-1);
  // A backslash at the end of a paragraph is a backslash.
  if (last?.type === 'break') children[children.length - 1] = HTML_BREAK;
  return children;
}

/** `[^1]:` would define a footnote. */
function separate(children: readonly PhrasingContent[]): PhrasingContent[] {
  return children.flatMap((child, index) =>
    children[index - 1]?.type === 'footnoteReference' && beginsWithColon(child)
      ? [{ type: 'html', value: SEPARATOR }, child]
      : [child],
  );
}

function beginsWithColon(node: PhrasingContent): boolean {
  return node.type === 'textDirective' || (node.type === 'text' && node.value.startsWith(':'));
}

const HTML_BREAK: PhrasingContent = { type: 'html', value: '<br>' };

function nest(pending: readonly Pending[], options: InlineOptions): PhrasingContent[] {
  const children: PhrasingContent[] = [];
  for (let index = 0; index < pending.length;) {
    const current = pending[index];
    const outermost = current === undefined ? null : farthestMark(pending, index);
    if (outermost === null) {
      if (current !== undefined) children.push(...leaf(current, options));
      index += 1;
    } else {
      const inside = pending.slice(index, outermost.end).map(({ node, marks }) => ({
        node,
        marks: marks.filter((mark) => !sameMark(mark, outermost.mark)),
      }));
      const { mark } = outermost;
      const inDirective = options.inDirective === true || mark.type in DIRECTIVE_OF_MARK;
      children.push(wrap(mark, nest(inside, { ...options, inDirective })));
      index = outermost.end;
    }
  }
  return children;
}

function farthestMark(
  pending: readonly Pending[],
  start: number,
): { mark: RichTextMark; end: number } | null {
  let farthest: { mark: RichTextMark; end: number } | null = null;
  for (const mark of pending[start]?.marks ?? []) {
    // Code holds nothing but text: it is always innermost.
    if (mark.type === 'code') continue;
    let end = start + 1;
    while (pending[end]?.marks.some((other) => sameMark(other, mark)) === true) end += 1;
    if (farthest === null || end > farthest.end) farthest = { mark, end };
  }
  return farthest;
}

function wrap(mark: RichTextMark, children: PhrasingContent[]): PhrasingContent {
  switch (mark.type) {
    case 'link':
      return { type: 'link', url: linkUrl(mark), title: textOf(mark, 'title') ?? null, children };
    case 'bold':
      return { type: 'strong', children };
    case 'italic':
      return { type: 'emphasis', children };
    case 'strike':
      return { type: 'delete', children };
    default:
      return { type: 'textDirective', name: DIRECTIVE_OF_MARK[mark.type] ?? mark.type, children };
  }
}

function linkUrl(mark: RichTextMark): string {
  const entryId = textOf(mark, 'entryId');
  if (entryId === undefined) return textOf(mark, 'href') ?? '';
  const anchor = textOf(mark, 'anchor');
  return `${ENTRY_SCHEME}${entryId}${anchor === undefined ? '' : `#${anchor}`}`;
}

function leaf({ node, marks }: Pending, options: InlineOptions): PhrasingContent[] {
  switch (node.type) {
    case 'text':
      return [writeText(node.text ?? '', marks, options)];
    case 'hardBreak':
      return [options.place === 'paragraph' ? { type: 'break' } : HTML_BREAK];
    case 'footnote': {
      const label = options.addFootnote(node);
      return [{ type: 'footnoteReference', identifier: label, label }];
    }
    default:
      return buildInline(childrenOf(node), options);
  }
}

function writeText(
  value: string,
  marks: readonly RichTextMark[],
  { place, inDirective }: InlineOptions,
): PhrasingContent {
  if (!marks.some((mark) => mark.type === 'code')) return { type: 'text', value };
  // The end of a directive's label is found by counting brackets, those in code included; and there is no way to write a
  // backslash before a pipe in the code of a cell.
  const fails = (inDirective === true && /[[\]]/.test(value)) || (place === 'cell' && value.includes('\\|'));
  return fails
    ? { type: 'textDirective', name: 'code', children: [{ type: 'text', value }] }
    : { type: 'inlineCode', value };
}
