import type { RichTextAttributes, RichTextNode } from '../document.ts';
import { isValidAttribute, nodeRule } from '../schema.ts';

/** For each node that Markdown writes as a directive of the same name: directive attribute → node attribute. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: { media: 'mediaId', alt: 'alt', caption: 'caption', width: 'width', focal: 'focal' },
  gallery: { caption: 'caption' },
  callout: { kind: 'kind', title: 'title' },
  embed: { url: 'url', title: 'title', caption: 'caption' },
  button: { label: 'label', href: 'href', entry: 'entryId', anchor: 'anchor', kind: 'kind' },
  heading: { anchor: 'anchor' },
};

export function writeAttributes(node: RichTextNode): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, attribute] of Object.entries({ id: 'id', ...NAMES[node.type] })) {
    const value = node.attrs?.[attribute];
    if (typeof value === 'string') written[name] = value;
    else if (attribute === 'focal' && value !== undefined) written[name] = writeFocal(value);
  }
  return written;
}

/** The attributes of a node of this type. What is not valid is dropped. */
export function readAttributes(
  type: string,
  given: Readonly<Record<string, string | null | undefined>>,
): RichTextAttributes {
  const rules = nodeRule(type)?.attributes ?? {};
  const attributes: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries({ id: 'id', ...NAMES[type] })) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    if (text === undefined || text === null) continue;
    const value = attribute === 'focal' ? readFocal(text) : text;
    if (isValidAttribute(rules, attribute, value)) attributes[attribute] = value;
  }
  return attributes;
}

export function hasRequired(type: string, attributes: RichTextAttributes): boolean {
  const rules = nodeRule(type)?.attributes ?? {};
  return Object.keys(rules).every(
    (name) => rules[name]?.required !== true || Object.hasOwn(attributes, name),
  );
}

function writeFocal(value: unknown): string {
  const { x, y } = value as { x: number; y: number };
  return `${x},${y}`;
}

function readFocal(text: string): { x: number; y: number } {
  const [x = NaN, y = NaN] = text.split(',').map(Number);
  return { x, y };
}
