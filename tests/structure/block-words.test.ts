import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';
import { nodeRule } from '../../model/rich-text/schema.ts';

/** All that a document can hold. */
function typesWithin(type: string, found = new Set<string>()): Set<string> {
  for (const inner of nodeRule(type)?.holds ?? []) {
    if (found.has(inner)) continue;
    found.add(inner);
    typesWithin(inner, found);
  }
  return found;
}

const UNSEEN = new Set(['id', 'colspan', 'rowspan', 'text', 'hardBreak']);

test('has a word for every part of a document and each of its settings', () => {
  const words = readFileSync(join(ROOT, 'admin/src/history/block-words.ts'), 'utf8');
  const types = [...typesWithin('doc')];
  const settings = types.flatMap((type) => Object.keys(nodeRule(type)?.attributes ?? {}));
  const wordless = [...types, ...settings].filter(
    (name) => !UNSEEN.has(name) && !words.includes(`  ${name}: () => t\``),
  );
  expect(types).toContain('codeBlock');
  expect(wordless).toEqual([]);
});
