import type { PhrasingContent, Root } from 'mdast';
import { directiveFromMarkdown, directiveToMarkdown } from 'mdast-util-directive';
import { fromMarkdown, type Extension } from 'mdast-util-from-markdown';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown, type ConstructName, type Options, type Unsafe } from 'mdast-util-to-markdown';
import { directive } from 'micromark-extension-directive';
import { gfm } from 'micromark-extension-gfm';

/*
 * The Markdown we speak: CommonMark; GFM for tables, task lists, strike-through, footnotes and bare addresses; directives for the
 * rest. How each node and mark is written, beyond what Markdown has:
 *
 *   :mark[text]  :sub[2]  :sup[2]              highlight, subscript, superscript
 *   [text](entry:ID#anchor)                    link to an entry
 *   ::image{media="ID" alt="" caption="" width="wide" focal="0.5,0.2"}
 *   :::gallery{caption=""} … :::               holds ::image
 *   :::callout{kind="warning" title=""} … :::  holds blocks
 *   ::embed{url="" title="" caption=""}
 *   ::button{label="" href="" kind=""}         or entry="ID" anchor=""
 *   ```{=html}                                 a raw HTML block; HTML between blank lines is read as one, too
 *   :block                                     an empty paragraph; at the end of a paragraph or heading, :block{#id anchor=""}
 *   ::block{#id}                               the id of the block that follows
 *   <br>                                       a line break where Markdown allows none: in headings and cells, at the end
 */
export const BLOCK_DIRECTIVE = 'block';
export const RAW_HTML_INFO = '{=html}';
/** A comment that says nothing keeps apart what would be read as one. */
export const SEPARATOR = '<!---->';
export const ENTRY_SCHEME = 'entry:';
export const MEDIA_SCHEME = 'media:';

/** Marks that are written as directives; code only where back-quotes fail. */
export const MARK_DIRECTIVES: Readonly<Record<string, string>> = {
  code: 'code',
  mark: 'highlight',
  sub: 'subscript',
  sup: 'superscript',
};

const ADDRESSES: ConstructName[] = ['autolink', 'destinationLiteral', 'destinationRaw'];
const LINKS: ConstructName[] = [...ADDRESSES, 'link', 'image'];

export function parseMarkdown(text: string): Root {
  return fromMarkdown(text, {
    extensions: [gfm(), directive()],
    mdastExtensions: [gfmFromMarkdown().map(withoutTransforms), directiveFromMarkdown({ verbose: true })],
  });
}

export function writeMarkdown(root: Root): string {
  const text = toMarkdown(root, {
    bullet: '-',
    rule: '-',
    fences: true,
    resourceLink: true,
    incrementListMarker: true,
    extensions: [...gfmExtensions(), directives()],
  });
  // At the beginning of a text it would be taken for a byte order mark, and dropped.
  return text.startsWith('\uFEFF') ? `&#xFEFF;${text.slice(1)}` : text;
}

export function isTextDirective(
  node: PhrasingContent | undefined,
  name: string,
): node is Extract<PhrasingContent, { type: 'textDirective' }> {
  return node?.type === 'textDirective' && node.name === name;
}

/** GFM's writer, and what it does not escape. */
function gfmExtensions(): Options[] {
  const extensions = gfmToMarkdown({ tablePipeAlign: false }).extensions ?? [];
  const bareAddresses = extensions
    .flatMap(({ unsafe }) => unsafe ?? [])
    .filter(({ notInConstruct }) => notInConstruct?.includes('label') === true);
  // The label of a link holds no bare address, which is why GFM escapes none in labels; that of a directive does. Without
  // looking back, for a pattern that does misses the second of two in a row: a@b@c.
  const inLabels = bareAddresses.map(({ character, before = '', after = '' }): Unsafe => {
    const lookBack = character === '@' ? '' : before;
    return {
      character,
      before: lookBack,
      after,
      inConstruct: 'textDirectiveLabel',
      notInConstruct: ADDRESSES,
    };
  });
  const at: Unsafe = { character: '@', after: '[\\-.\\w]', inConstruct: 'phrasing', notInConstruct: LINKS };
  // The text of a link would name a footnote, where there is one of that name.
  const caret: Unsafe = { character: '^', before: '\\[', inConstruct: 'phrasing' };
  return [...extensions, { unsafe: [at, caret, ...inLabels, ...cellEdges()] }];
}

/** A cell is trimmed when it is read. */
function cellEdges(): Unsafe[] {
  return [' ', '\t'].flatMap((character): Unsafe[] => [
    { before: '\\|', character, inConstruct: 'tableCell' },
    { character, after: '\\|', inConstruct: 'tableCell' },
  ]);
}

/**
 * The writer of directives, with another idea of what their colon is. The colon of an address starts none (`entry:ID`, not
 * `entry\:ID`); one after an escaped character does; and names are read by UTF-16 unit, so that a tab or an emoji starts one.
 */
function directives(): Options {
  const { unsafe, ...extension } = directiveToMarkdown();
  const colon: Unsafe = {
    character: ':',
    after: '(?:[^\\s\\p{P}\\p{S}]|[\\t\\u{10000}-\\u{10FFFF}])',
    unicode: true,
    inConstruct: 'phrasing',
    notInConstruct: ADDRESSES,
  };
  return { ...extension, unsafe: [...(unsafe ?? []).filter(({ before }) => before !== '[^:]'), colon] };
}

/** The transform finds bare addresses once more in the finished tree, also where the text escaped them. */
function withoutTransforms(extension: Extension): Extension {
  return { ...extension, transforms: [] };
}
