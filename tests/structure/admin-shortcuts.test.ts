import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

const read = (path: string): string => readFileSync(join(ROOT, 'admin/src', path), 'utf8');

/** Known by everybody; or another way to what is listed. */
const NOT_LISTED = new Set(['Mod Enter', 'Mod Y']);

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };

test('the list of shortcuts names each key that a text listens to', () => {
  const listed = new Set(
    Array.from(read('palette/shortcuts.ts').matchAll(/keys: \[(.+?)\], does/g), ([, keys = '']) =>
      keys.slice(1, -1).replaceAll("', '", ' '),
    ),
  );
  const bound = ['keys.ts', 'extensions.ts'].flatMap((file) =>
    Array.from(read(`editor/document/${file}`).matchAll(/'((?:Mod|Alt|Shift)-[^']+)': /g), ([, key = '']) =>
      nameOf(key),
    ),
  );
  expect(bound).toContain('Mod Alt 2');
  expect(bound.filter((key) => !listed.has(key) && !NOT_LISTED.has(key))).toEqual([]);
});

/** As the list writes it: `Mod-Shift-b` is `Mod Shift B`. */
function nameOf(key: string): string {
  return key
    .split('-')
    .map((part) => ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}
