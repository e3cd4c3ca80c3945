import { Node, type NodeConfig } from '@tiptap/core';
import type { DOMOutputSpec, Node as ProseMirrorNode, TagParseRule } from '@tiptap/pm/model';
import { attributesOf, ownElement, ownSelector } from './attributes.ts';

type Part = Omit<NodeConfig, 'addAttributes' | 'name' | 'parseHTML' | 'renderHTML'> & {
  tag: string;
  /** What of others' pages becomes it. */
  reads?: TagParseRule[];
  /** Where the element is not the tag with everything in it. */
  draws?: (own: Record<string, unknown>, node: ProseMirrorNode) => DOMOutputSpec;
};

function part(name: string, { draws, reads = [], tag, ...config }: Part): Node {
  const whitespace = config.code === true ? { preserveWhitespace: 'full' as const } : {};
  return Node.create({
    name,
    ...config,
    addAttributes: () => attributesOf(name),
    parseHTML: () => [
      { tag: ownSelector(name), priority: 100, ...whitespace },
      ...reads.map((rule) => ({ ...rule, ...whitespace })),
    ],
    renderHTML: ({ HTMLAttributes, node }): DOMOutputSpec => {
      const own = { ...ownElement(name), ...HTMLAttributes };
      if (draws !== undefined) return draws(own, node);
      return config.content === undefined ? [tag, own] : [tag, own, 0];
    },
  });
}

const doc = Node.create({ name: 'doc', topNode: true, content: 'block+' });

const text = Node.create({ name: 'text', group: 'inline' });

const paragraph = part('paragraph', {
  tag: 'p',
  group: 'block',
  content: 'inline*',
  // First where something has to be made up.
  priority: 1000,
  reads: [{ tag: 'p' }],
});

/** The title of the page is the first level: what others have as such is a section here. */
const LEVELS: Readonly<Record<string, number>> = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };

const heading = part('heading', {
  tag: 'h2',
  group: 'block',
  content: 'inline*',
  defining: true,
  reads: Object.entries(LEVELS).map(([tag, level]) => ({ tag, attrs: { level } })),
  draws: (own, { attrs }) => [`h${Number(attrs['level'])}`, own, 0],
});

const listItem = part('listItem', {
  tag: 'li',
  content: 'paragraph block*',
  defining: true,
  reads: [{ tag: 'li' }],
});

const bulletList = part('bulletList', {
  tag: 'ul',
  group: 'block list',
  content: 'listItem+',
  reads: [{ tag: 'ul' }],
});

const orderedList = part('orderedList', {
  tag: 'ol',
  group: 'block list',
  content: 'listItem+',
  reads: [{ tag: 'ol', getAttrs: (element) => ({ start: listStart(element.getAttribute('start')) }) }],
  draws: (own, { attrs }) => ['ol', { ...own, start: String(attrs['start']) }, 0],
});

const taskItem = part('taskItem', {
  tag: 'li',
  content: 'paragraph block*',
  defining: true,
  reads: [
    {
      tag: 'li:has(> input[type="checkbox"])',
      priority: 60,
      getAttrs: (element) => ({ checked: element.querySelector('input')?.hasAttribute('checked') ?? false }),
    },
  ],
});

const taskList = part('taskList', {
  tag: 'ul',
  group: 'block list',
  content: 'taskItem+',
  reads: [{ tag: 'ul:has(> li > input[type="checkbox"])', priority: 60 }],
});

const blockquote = part('blockquote', {
  tag: 'blockquote',
  group: 'block',
  content: 'block+',
  defining: true,
  reads: [{ tag: 'blockquote' }],
});

const callout = part('callout', {
  tag: 'aside',
  group: 'block',
  content: 'block+',
  defining: true,
});

const codeBlock = part('codeBlock', {
  tag: 'pre',
  group: 'block',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  reads: [{ tag: 'pre', getAttrs: (element) => ({ language: languageOf(element) }) }],
  draws: (own) => ['pre', own, ['code', 0]],
});

const horizontalRule = part('horizontalRule', {
  tag: 'hr',
  group: 'block',
  reads: [{ tag: 'hr' }],
});

const image = part('image', { tag: 'figure', group: 'block', draggable: true });

/** Its pictures are chosen in a form of its own: the cursor does not go in. */
const gallery = part('gallery', { tag: 'figure', group: 'block', content: 'image+', atom: true });

const embed = part('embed', { tag: 'figure', group: 'block', draggable: true });

const button = part('button', { tag: 'div', group: 'block', draggable: true });

const rawHtml = part('rawHtml', { tag: 'div', group: 'block', draggable: true });

/** Written in a window of its own, which opens where its number stands. */
const footnote = part('footnote', {
  tag: 'sup',
  group: 'inline',
  inline: true,
  content: '(text | hardBreak)*',
  atom: true,
});

const hardBreak = part('hardBreak', {
  tag: 'br',
  group: 'inline',
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  reads: [{ tag: 'br' }],
});

const table = part('table', {
  tag: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  reads: [{ tag: 'table' }],
  draws: (own) => ['table', own, ['tbody', 0]],
});

const tableRow = part('tableRow', {
  tag: 'tr',
  content: '(tableCell | tableHeader)+',
  reads: [{ tag: 'tr' }],
});

const tableHeader = part('tableHeader', {
  tag: 'th',
  content: 'paragraph',
  isolating: true,
  reads: [{ tag: 'th' }],
});

const tableCell = part('tableCell', {
  tag: 'td',
  content: 'paragraph',
  isolating: true,
  reads: [{ tag: 'td' }],
});

export const NODES: readonly Node[] = [
  doc,
  paragraph,
  text,
  heading,
  bulletList,
  orderedList,
  taskList,
  listItem,
  taskItem,
  blockquote,
  callout,
  codeBlock,
  horizontalRule,
  image,
  gallery,
  embed,
  button,
  rawHtml,
  footnote,
  hardBreak,
  table,
  tableRow,
  tableHeader,
  tableCell,
];

function listStart(written: string | null): number {
  const start = Number(written ?? '1');
  return Number.isInteger(start) && start >= 0 && start <= 900_000_000 ? start : 1;
}

function languageOf(pre: HTMLElement): string | null {
  const named = pre.querySelector('code')?.className ?? pre.className;
  return /(?:^|\s)lang(?:uage)?-([^\s`{][^\s`]{0,59})/.exec(named)?.[1] ?? null;
}
