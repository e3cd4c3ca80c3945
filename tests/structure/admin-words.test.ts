import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import lingui from '../../admin/lingui.config.ts';
import { ROOT } from '../runner/run-program.ts';

const SOURCE = join(ROOT, 'admin/src');
/** Of types alone, none is left in the browser. */
const IMPORT = /^(?:import|export) (?!type )(?:[^;']* from )?'(\.[^']+)'/gm;
const LATER = /(?:withWords\(\s*'(\w+)',(?:(?!import\()[^;])*)?\bimport\('(\.[^']+\.tsx?)'\)/g;

type File = { saysSomething: boolean; imports: string[]; later: { words: string | undefined; of: string }[] };

const files = new Map(
  globSync('**/*.{ts,tsx}', { cwd: SOURCE, exclude: ['**/*.test.*', '**/*.d.ts'] }).map((path) => [
    path,
    readSource(path),
  ]),
);

test('every part of the authoring UI is loaded together with its words', () => {
  expect(files.size).toBeGreaterThan(300);
  const missing = ['main.tsx', 'content/content-page.tsx'].flatMap((path) => wordsMissing(path, ['frame']));
  for (const [path, { later }] of files) {
    for (const { of, words } of later) {
      // What is there when this file is: its own words.
      for (const own of catalogsOf(path)) missing.push(...wordsMissing(of, ['frame', words ?? own]));
    }
  }
  // `withWords('…', () => import(…))` waits for them; or `admin/lingui.config.ts` counts them among those that are there.
  expect([...new Set(missing)]).toEqual([]);
});

/** What of a file and of all that comes with it stands in other catalogs. */
function wordsMissing(path: string, there: readonly string[]): string[] {
  const loaded = new Set([path]);
  for (const one of loaded) for (const other of files.get(one)?.imports ?? []) loaded.add(other);
  return Array.from(loaded)
    .filter((one) => files.get(one)?.saysSomething === true)
    .filter((one) => !catalogsOf(one).some((catalog) => there.includes(catalog)))
    .map((one) => `${one}, loaded with ${path}, where these words are: ${there.join(', ')}`);
}

/** The catalogs that have the words of a file, by their folder. */
function catalogsOf(path: string): string[] {
  return (lingui.catalogs ?? [])
    .filter(
      ({ exclude = [], include }) =>
        include.some((prefix) => isBelow(path, prefix)) && !exclude.some((prefix) => isBelow(path, prefix)),
    )
    .map((catalog) => /i18n\/(?:(\w+)\/)?\{locale\}$/.exec(catalog.path)?.[1] ?? 'rest');
}

function isBelow(path: string, prefix: string): boolean {
  return `<rootDir>/src/${path}/`.startsWith(`${prefix}/`);
}

function readSource(path: string): File {
  const code = readFileSync(join(SOURCE, path), 'utf8');
  const at = (to: string): string => join(path, '..', to);
  return {
    saysSomething: /from '@lingui\/(?:core|react)\/macro'/.test(code),
    imports: Array.from(code.matchAll(IMPORT), ([, to = '']) => at(to)),
    later: Array.from(code.matchAll(LATER), ([, words, of = '']) => ({ words, of: at(of) })),
  };
}
