import { idProblem, isRecord, lineProblem, textProblem, urlProblem } from '../text-rules.ts';
import { isWebUrl } from './safe-url.ts';

/**
 * The allow-list as data: every node and mark, its attributes, and what it may hold. What is not here does not enter a document
 * (`validate-document.ts`) and does not come out as HTML (`render-html.ts`).
 */
export type NodeRule = {
  readonly attributes: AttributeRules;
  /** The nodes it may hold; absent: none. */
  readonly holds?: ReadonlySet<string>;
  /** The fewest and the most nodes it holds. */
  readonly holdsMin?: number;
  readonly holdsMax?: number;
  /** Its first node must be of this type. */
  readonly begins?: string;
};

export type AttributeRules = Readonly<Record<string, AttributeRule>>;

export type AttributeRule = {
  /** What is wrong with the value; null if nothing. */
  readonly problem: (value: unknown) => string | null;
  readonly required?: boolean;
  /** Left out of a canonical document. */
  readonly default?: unknown;
};

export const CALLOUT_KINDS: readonly string[] = ['note', 'info', 'tip', 'warning', 'danger'];
export const IMAGE_WIDTHS: readonly string[] = ['wide', 'full'];
export const BUTTON_KINDS: readonly string[] = ['primary', 'secondary'];
export const CELL_ALIGNMENTS: readonly string[] = ['left', 'center', 'right'];
export const HEADING_LEVELS: readonly number[] = [2, 3, 4];
/** CommonMark takes nine digits at most, for the last item too. */
const LIST_START_MAX = 900_000_000;

const BLOCK_ID = /^[A-Za-z0-9_-]{1,64}$/;
const ANCHOR = /^[\p{L}\p{N}_-]{1,100}$/u;
/** The info word of a code fence; what starts with a brace is an instruction, not a language. */
const LANGUAGE = /^[^\s`{][^\s`]{0,59}$/;

const line: AttributeRule = { problem: (value) => lineProblem(value, 1_000) };
const url: AttributeRule = { problem: urlProblem };
const entityId: AttributeRule = { problem: idProblem };
const anchor: AttributeRule = {
  problem: matching(ANCHOR, 'Expected an anchor of letters, digits, hyphens and underscores.'),
};
const blockId: AttributeRule = {
  problem: matching(BLOCK_ID, 'Expected a block id of up to 64 letters, digits, hyphens and underscores.'),
};
const block = { id: blockId };
/** Tables come from editors that write the span of every cell; Markdown and feeds know no other than one. */
const cell: AttributeRules = {
  colspan: { ...oneOf([1]), default: 1 },
  rowspan: { ...oneOf([1]), default: 1 },
};

const INLINE = new Set(['text', 'hardBreak', 'footnote']);
const BLOCKS = new Set([
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'codeBlock',
  'image',
  'gallery',
  'table',
  'callout',
  'embed',
  'button',
  'horizontalRule',
  'rawHtml',
]);

const NODE_RULES: Readonly<Record<string, NodeRule>> = {
  doc: { attributes: {}, holds: BLOCKS, holdsMin: 1 },
  paragraph: { attributes: block, holds: INLINE },
  heading: {
    attributes: { ...block, level: required(oneOf(HEADING_LEVELS)), anchor },
    holds: INLINE,
  },
  bulletList: { attributes: block, holds: new Set(['listItem']), holdsMin: 1 },
  orderedList: {
    attributes: { ...block, start: { problem: listStartProblem, default: 1 } },
    holds: new Set(['listItem']),
    holdsMin: 1,
  },
  listItem: { attributes: {}, holds: BLOCKS, holdsMin: 1, begins: 'paragraph' },
  taskList: { attributes: block, holds: new Set(['taskItem']), holdsMin: 1 },
  taskItem: {
    attributes: { checked: { ...oneOf([true, false]), default: false } },
    holds: BLOCKS,
    holdsMin: 1,
    begins: 'paragraph',
  },
  blockquote: { attributes: block, holds: BLOCKS, holdsMin: 1 },
  codeBlock: {
    attributes: {
      ...block,
      language: { problem: matching(LANGUAGE, 'Expected the name of a language, such as js.') },
      meta: { problem: metaProblem },
    },
    holds: new Set(['text']),
  },
  image: {
    attributes: {
      ...block,
      mediaId: required(entityId),
      alt: line,
      caption: line,
      width: oneOf(IMAGE_WIDTHS),
      focal: { problem: focalProblem },
    },
  },
  gallery: { attributes: { ...block, caption: line }, holds: new Set(['image']), holdsMin: 1 },
  table: { attributes: block, holds: new Set(['tableRow']), holdsMin: 1 },
  tableRow: { attributes: {}, holds: new Set(['tableHeader', 'tableCell']), holdsMin: 1 },
  tableHeader: {
    attributes: { ...cell, align: oneOf(CELL_ALIGNMENTS) },
    holds: new Set(['paragraph']),
    holdsMin: 1,
    holdsMax: 1,
  },
  tableCell: { attributes: cell, holds: new Set(['paragraph']), holdsMin: 1, holdsMax: 1 },
  callout: {
    attributes: { ...block, kind: { ...oneOf(CALLOUT_KINDS), default: 'note' }, title: line },
    holds: BLOCKS,
    holdsMin: 1,
  },
  embed: {
    attributes: { ...block, url: required({ problem: webUrlProblem }), title: line, caption: line },
  },
  button: {
    attributes: {
      ...block,
      label: required(line),
      href: url,
      entryId: entityId,
      anchor,
      kind: { ...oneOf(BUTTON_KINDS), default: 'primary' },
    },
  },
  horizontalRule: { attributes: block },
  rawHtml: { attributes: { ...block, html: required({ problem: (value) => textProblem(value) }) } },
  footnote: { attributes: {}, holds: new Set(['text', 'hardBreak']) },
  hardBreak: { attributes: {} },
  text: { attributes: {} },
};

/** In canonical order: the order of a text node's `marks`. */
const MARK_RULES: Readonly<Record<string, AttributeRules>> = {
  link: { href: url, entryId: entityId, anchor, title: line },
  bold: {},
  italic: {},
  strike: {},
  highlight: {},
  subscript: {},
  superscript: {},
  code: {},
};

export const MARK_ORDER: readonly string[] = Object.keys(MARK_RULES);

/** Maps, since types come from outside: `constructor` is in every object. */
const NODE_RULE = new Map(Object.entries(NODE_RULES));
const MARK_RULE = new Map(Object.entries(MARK_RULES));

export function nodeRule(type: unknown): NodeRule | undefined {
  return typeof type === 'string' ? NODE_RULE.get(type) : undefined;
}

export function markRules(type: unknown): AttributeRules | undefined {
  return typeof type === 'string' ? MARK_RULE.get(type) : undefined;
}

export function isValidAttribute(rules: AttributeRules | undefined, name: string, value: unknown): boolean {
  return rules?.[name]?.problem(value) === null;
}

export function isBlock(type: string): boolean {
  return BLOCKS.has(type);
}

export function holdsBlocks(type: string): boolean {
  return nodeRule(type)?.holds === BLOCKS;
}

/** Links and buttons lead either to an address or to an entry. */
export function targetProblem(attributes: Readonly<Record<string, unknown>>): string | null {
  const toAddress = (attributes['href'] ?? null) !== null;
  const toEntry = (attributes['entryId'] ?? null) !== null;
  if (toAddress === toEntry) return 'Expected either href (an address) or entryId (an entry), not both.';
  return toAddress && (attributes['anchor'] ?? null) !== null
    ? 'An anchor goes with entryId; write it into href after "#" here.'
    : null;
}

function required(rule: AttributeRule): AttributeRule {
  return { ...rule, required: true };
}

function oneOf(values: readonly (string | number | boolean)[]): AttributeRule {
  const message = `Expected one of: ${values.join(', ')}.`;
  return {
    problem: (value) => (values.some((allowed) => allowed === value) ? null : message),
  };
}

function matching(pattern: RegExp, message: string): (value: unknown) => string | null {
  return (value) => textProblem(value) ?? (pattern.test(String(value)) ? null : message);
}

function listStartProblem(value: unknown): string | null {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LIST_START_MAX
    ? null
    : `Expected a whole number from 0 to ${LIST_START_MAX}.`;
}

function metaProblem(value: unknown): string | null {
  const problem = lineProblem(value, 200);
  if (problem !== null) return problem;
  const text = String(value);
  return text === '' || text !== text.trim() || text.includes('`')
    ? 'Expected text without back-quotes and without spaces around it.'
    : null;
}

function webUrlProblem(value: unknown): string | null {
  return urlProblem(value) ?? (isWebUrl(String(value)) ? null : 'Expected an address with http or https.');
}

export function focalProblem(value: unknown): string | null {
  const message = 'Expected a focal point: { x, y }, each from 0 to 1.';
  if (!isRecord(value) || Object.keys(value).some((key) => key !== 'x' && key !== 'y')) return message;
  const inside = [value['x'], value['y']].every((part) => typeof part === 'number' && part >= 0 && part <= 1);
  return inside ? null : message;
}
