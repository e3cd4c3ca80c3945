import type { IssueList } from '../issues.ts';
import { RICH_TEXT_DEPTH_MAX, RICH_TEXT_NODES_MAX } from '../limits.ts';
import { isRecord, nameOfType, textProblem } from '../text-rules.ts';
import { canonicalDocument } from './canonical-document.ts';
import type { RichTextDocument } from './document.ts';
import {
  holdsBlocks,
  markRules,
  nodeRule,
  targetProblem,
  type AttributeRules,
  type NodeRule,
} from './schema.ts';
import { tableProblem } from './table-shape.ts';

/** The document in canonical form; null if it has issues, which are all reported. */
export function validateDocument(
  value: unknown,
  { path, issues }: { path: string; issues: IssueList },
): RichTextDocument | null {
  const before = issues.found.length;
  if (!isRecord(value) || value['type'] !== 'doc') {
    issues.add(path, `Expected a rich-text document of type "doc", found ${nameOfType(value)}.`);
    return null;
  }
  const walk: Walk = { issues, nodes: 0 };
  checkNode(walk, value, { path, depth: -1, parent: '' });
  if (walk.nodes > RICH_TEXT_NODES_MAX) {
    issues.add(path, `The document has more than ${RICH_TEXT_NODES_MAX} parts.`);
  }
  // Everything the cast claims has been checked above.
  return issues.found.length === before ? canonicalDocument(value as RichTextDocument) : null;
}

type Walk = { readonly issues: IssueList; nodes: number };

type Place = {
  readonly path: string;
  /** How many nodes that hold blocks are around it. */
  readonly depth: number;
  readonly parent: string;
};

/** Paths are put together where an issue is found, not on the way: nearly every node of nearly every document is valid. */
function checkNode(walk: Walk, node: Record<string, unknown>, place: Place): void {
  const { path } = place;
  const { type } = node;
  walk.nodes += 1;
  if (walk.nodes > RICH_TEXT_NODES_MAX) return;
  const rule = nodeRule(type);
  if (rule === undefined || typeof type !== 'string') {
    walk.issues.add(`${path}.type`, `There is no node called ${quote(type)}.`);
    return;
  }
  for (const key in node) {
    if (!NODE_KEYS.has(key)) walk.issues.add(`${path}.${key}`, 'There is no such property.');
  }
  const attributes = checkAttributes(walk, node['attrs'], { owner: path, rules: rule.attributes });
  const text = textIssue(type, node['text']);
  if (text !== null) walk.issues.add(`${path}.text`, text);
  if ((node['marks'] ?? null) !== null) checkMarks(walk, node['marks'], place);
  checkContent(walk, node['content'], { rule, type, place });
  const combination = attributesProblem(type, attributes);
  if (combination !== null) walk.issues.add(`${path}.attrs`, combination);
  const table = type === 'table' ? tableProblem(node['content']) : null;
  if (table !== null) walk.issues.add(`${path}.content`, table);
}

function textIssue(type: string, text: unknown): string | null {
  if (type === 'text') return textProblem(text);
  return (text ?? null) === null ? null : 'Only a text node has text.';
}

const NODE_KEYS = new Set(['type', 'attrs', 'content', 'text', 'marks']);
const MARK_KEYS = new Set(['type', 'attrs']);

function checkContent(
  walk: Walk,
  content: unknown,
  { rule, type, place }: { rule: NodeRule; type: string; place: Place },
): void {
  const path = () => `${place.path}.content`;
  const children: unknown = content ?? [];
  if (!Array.isArray(children)) {
    walk.issues.add(path(), `Expected a list, found ${nameOfType(content)}.`);
    return;
  }
  const { holds, holdsMin = 0, holdsMax = Infinity, begins } = rule;
  if (holds === undefined) {
    if (children.length > 0) walk.issues.add(path(), `A ${type} holds nothing.`);
    return;
  }
  if (children.length < holdsMin) walk.issues.add(path(), `A ${type} holds at least ${holdsMin} node.`);
  if (children.length > holdsMax) walk.issues.add(path(), `A ${type} holds at most ${holdsMax} node.`);
  const depth = place.depth + (holdsBlocks(type) ? 1 : 0);
  if (depth > RICH_TEXT_DEPTH_MAX) {
    walk.issues.add(path(), `Blocks are nested more than ${RICH_TEXT_DEPTH_MAX} levels deep.`);
    return;
  }
  for (let index = 0; index < children.length && walk.nodes <= RICH_TEXT_NODES_MAX; index += 1) {
    const at = { path: `${place.path}.content[${index}]`, depth, parent: type };
    checkChild(walk, children[index], { holds, mustBe: index === 0 ? begins : undefined, place: at });
  }
}

/** Does not look into what should not be there: nothing else bounds how deep that is. */
function checkChild(
  walk: Walk,
  child: unknown,
  { holds, place, mustBe }: { holds: ReadonlySet<string>; place: Place; mustBe: string | undefined },
): void {
  if (!isRecord(child)) {
    walk.issues.add(place.path, `Expected a node, found ${nameOfType(child)}.`);
    return;
  }
  const { type } = child;
  if (typeof type === 'string' && nodeRule(type) !== undefined && !holds.has(type)) {
    walk.issues.add(place.path, `A ${place.parent} cannot hold a ${type}.`);
  } else if (mustBe !== undefined && type !== mustBe) {
    walk.issues.add(place.path, `A ${place.parent} begins with a ${mustBe}.`);
  } else checkNode(walk, child, place);
}

function checkMarks(walk: Walk, marks: unknown, place: Place): void {
  if (!Array.isArray(marks)) {
    walk.issues.add(`${place.path}.marks`, `Expected a list, found ${nameOfType(marks)}.`);
    return;
  }
  if (marks.length > 0 && place.parent === 'codeBlock') {
    walk.issues.add(`${place.path}.marks`, 'Text in a code block has no marks.');
  }
  const seen = new Set<unknown>();
  for (let index = 0; index < marks.length; index += 1) {
    const mark: unknown = marks[index];
    const path = `${place.path}.marks[${index}]`;
    const type = checkMark(walk, mark, path);
    if (type !== null && seen.has(type)) walk.issues.add(path, `The mark ${quote(type)} is there twice.`);
    seen.add(type);
  }
}

function checkMark(walk: Walk, mark: unknown, path: string): string | null {
  const type = isRecord(mark) ? mark['type'] : undefined;
  const rules = markRules(type);
  if (!isRecord(mark) || typeof type !== 'string' || rules === undefined) {
    walk.issues.add(`${path}.type`, `There is no mark called ${quote(type)}.`);
    return null;
  }
  for (const key in mark) {
    if (!MARK_KEYS.has(key)) walk.issues.add(`${path}.${key}`, 'There is no such property.');
  }
  const attributes = checkAttributes(walk, mark['attrs'], { owner: path, rules });
  const combination = attributesProblem(type, attributes);
  if (combination !== null) walk.issues.add(`${path}.attrs`, combination);
  return type;
}

/** An attribute that is null counts as absent, whatever its name: that is how editors write "not set". */
function checkAttributes(
  walk: Walk,
  attributes: unknown,
  { owner, rules }: { owner: string; rules: AttributeRules },
): Record<string, unknown> {
  const given: unknown = attributes ?? {};
  if (!isRecord(given)) {
    walk.issues.add(`${owner}.attrs`, `Expected an object, found ${nameOfType(given)}.`);
    return {};
  }
  for (const name in given) {
    const value = given[name];
    if (value === null) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const problem = rule === undefined ? 'There is no such attribute.' : rule.problem(value);
    if (problem !== null) walk.issues.add(`${owner}.attrs.${name}`, problem);
  }
  for (const name in rules) {
    if (rules[name]?.required === true && (given[name] ?? null) === null) {
      walk.issues.add(`${owner}.attrs.${name}`, 'Must be there.');
    }
  }
  return given;
}

/** What no attribute alone can tell. */
function attributesProblem(type: string, attributes: Record<string, unknown>): string | null {
  if (type === 'link' || type === 'button') return targetProblem(attributes);
  if (type !== 'codeBlock' || (attributes['meta'] ?? null) === null) return null;
  return (attributes['language'] ?? null) === null ? 'A code block with meta needs a language.' : null;
}

function quote(type: unknown): string {
  return typeof type === 'string' ? `"${type.slice(0, 40).toWellFormed()}"` : nameOfType(type);
}
