import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

const SOURCE = join(ROOT, 'admin/src');
/** Attributes and properties that people read or hear. */
const SAID =
  /^(?:aria-(?:label|description|placeholder|roledescription|valuetext)|label|title|placeholder|alt|text|heading|hint|description|explanation|empty)$/;

/** The same in every language: names, and examples of what is typed. */
const NOT_TRANSLATED = new Set(['Stillpress', 'Esc', '/blog/', 'entry.publish', 'entry:…', 'https://']);

type Node = { type: string; start: number; [key: string]: unknown };

test('whatever the authoring UI says, it says in every language', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: SOURCE, exclude: ['**/*.test.*', '**/*.d.ts'] });
  expect(files.length).toBeGreaterThan(300);
  expect(files.flatMap(literalsOf)).toEqual([]);
});

/** What stands in a file as it is, in English. */
function literalsOf(file: string): string[] {
  const code = readFileSync(join(SOURCE, file), 'utf8');
  const found: string[] = [];
  const look = (node: Node): void => {
    if (isTranslated(node)) return;
    const text = saidBy(node)?.trim() ?? '';
    if (/\p{L}{2}/u.test(text) && !NOT_TRANSLATED.has(text)) found.push(`${file}: ${text}`);
    for (const child of childrenOf(node)) look(child);
  };
  look(parseSync(file, code).program as unknown as Node);
  return found;
}

function isTranslated(node: Node): boolean {
  return node.type === 'JSXElement' && /^<(?:Trans|Plural|Select|SelectOrdinal)\b/.test(nameOf(node));
}

function nameOf({ openingElement }: Node): string {
  const { name } = openingElement as { name: { name?: string } };
  return `<${name.name ?? ''}`;
}

function saidBy(node: Node): string | null {
  if (node.type === 'JSXText') return String(node['value']);
  const named = node as unknown as {
    name?: { name?: string };
    key?: { name?: string; value?: string };
    value?: Node | null;
  };
  const key =
    node.type === 'JSXAttribute'
      ? named.name?.name
      : node.type === 'Property'
        ? (named.key?.name ?? named.key?.value)
        : undefined;
  const { value } = named;
  if (key === undefined || !SAID.test(key) || value?.type !== 'Literal' || typeof value['value'] !== 'string')
    return null;
  return value['value'];
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
