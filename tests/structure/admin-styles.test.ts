import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

const SOURCE = join(ROOT, 'admin/src');
const RULE = /([^{};]+)\{[^{}]*\}/g;

/** All styles are in one file: what one part says of a class of its own, it would say of everybody's. */
test('no two parts of the authoring UI have rules for one selector', () => {
  const saidBy = new Map<string, Set<string>>();
  const files = globSync('**/*.css', { cwd: SOURCE, exclude: ['styles/**'] });
  expect(files.length).toBeGreaterThan(30);
  for (const file of files) {
    const styles = readFileSync(join(SOURCE, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
    for (const [, selectors = ''] of styles.matchAll(RULE)) {
      for (const selector of selectors.split(/,(?![^(]*\))/)) {
        const name = selector.trim().replaceAll(/\s+/g, ' ');
        saidBy.set(name, (saidBy.get(name) ?? new Set()).add(file));
      }
    }
  }
  const shared = Array.from(saidBy, ([selector, by]) => ({ selector, by: [...by] }));
  expect(shared.filter(({ by, selector }) => by.length > 1 && selector.startsWith('.'))).toEqual([]);
});
