import type { RichTextAttributes, RichTextDocument, RichTextMark, RichTextNode } from './document.ts';
import { MARK_ORDER, markRules, nodeRule, type AttributeRules } from './schema.ts';

/**
 * One form for documents that mean the same, so that hashes, differences and the Markdown round trip see no change where there is
 * none: attributes that are null or the default, and empty lists, are left out; neighbouring texts with equal marks are one; marks
 * stand in the order of `MARK_ORDER` and on texts only; a line break inside a text is a space, except in code.
 */
export function canonicalDocument(document: RichTextDocument): RichTextDocument {
  return { type: 'doc', content: canonicalChildren(document) ?? [] };
}

function canonicalNode(node: RichTextNode, parentType: string): RichTextNode {
  if (node.type === 'text') return canonicalText(node, parentType);
  const attrs = canonicalAttributes(node.attrs, nodeRule(node.type)?.attributes);
  const content = canonicalChildren(node);
  return {
    type: node.type,
    ...(attrs === undefined ? {} : { attrs }),
    ...(content === undefined ? {} : { content }),
  };
}

function canonicalText(node: RichTextNode, parentType: string): RichTextNode {
  const text = node.text ?? '';
  const marks = canonicalMarks(node.marks);
  return {
    type: 'text',
    text: parentType === 'codeBlock' ? text.replace(/\r\n?/g, '\n') : text.replace(/\r\n?|\n/g, ' '),
    ...(marks === undefined ? {} : { marks }),
  };
}

function canonicalChildren(node: RichTextNode): readonly RichTextNode[] | undefined {
  if (node.content === undefined || node.content === null) return undefined;
  const children: RichTextNode[] = [];
  for (const child of node.content) {
    const canonical = canonicalNode(child, node.type);
    const previous = children.at(-1);
    if (canonical.type !== 'text') children.push(canonical);
    else if (canonical.text === '') continue;
    else if (previous?.type === 'text' && sameMarks(previous.marks, canonical.marks)) {
      children[children.length - 1] = { ...previous, text: `${previous.text}${canonical.text}` };
    } else children.push(canonical);
  }
  return children.length === 0 ? undefined : children;
}

function canonicalMarks(marks: readonly RichTextMark[] | undefined): readonly RichTextMark[] | undefined {
  if (marks === undefined || marks === null || marks.length === 0) return undefined;
  const byType = new Map(marks.map((mark) => [mark.type, mark]));
  return [...byType.values()]
    .map((mark) => {
      const attrs = canonicalAttributes(mark.attrs, markRules(mark.type));
      return attrs === undefined ? { type: mark.type } : { type: mark.type, attrs };
    })
    .sort((a, b) => MARK_ORDER.indexOf(a.type) - MARK_ORDER.indexOf(b.type));
}

function canonicalAttributes(
  attributes: RichTextAttributes | undefined,
  rules: AttributeRules | undefined,
): RichTextAttributes | undefined {
  if (attributes === undefined || attributes === null) return undefined;
  const kept: Record<string, unknown> = {};
  let count = 0;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value === null || value === undefined || value === rules?.[name]?.default) continue;
    kept[name] = value;
    count += 1;
  }
  return count === 0 ? undefined : kept;
}

function sameMarks(
  left: readonly RichTextMark[] | undefined,
  right: readonly RichTextMark[] | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((mark, index) => sameMark(mark, right[index]));
}

export function sameMark(left: RichTextMark, right: RichTextMark | undefined): boolean {
  if (right === undefined || left.type !== right.type) return false;
  const names = new Set([...Object.keys(left.attrs ?? {}), ...Object.keys(right.attrs ?? {})]);
  return [...names].every((name) => left.attrs?.[name] === right.attrs?.[name]);
}
