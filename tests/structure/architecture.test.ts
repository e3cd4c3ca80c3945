import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../runner/run-program.ts';

/** Not in the repository. */
const NOT_OURS = new Set(['node_modules', 'var', 'dist', 'coverage']);

test('the tree in docs/ARCHITECTURE.md is the tree of the folders', () => {
  const documented = readTree(readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8'));
  const actual = listFolders('').flatMap((folder) => (folder === 'server/' ? listServerFolders() : folder));
  expect(documented).toEqual(actual);
});

function listServerFolders(): string[] {
  return ['server/', ...listFolders('server/').flatMap((folder) => [folder].concat(listFolders(folder)))];
}

/** The first code block: one folder a line, indented by two spaces a level. */
function readTree(markdown: string): string[] {
  const [, block = ''] = /```\n(.*?)```/s.exec(markdown) ?? [];
  const parents: string[] = [];
  return block
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, indent = '', name = ''] = /^( *)([\w.-]+\/) +\S/.exec(line) ?? [];
      expect(name, `"${line}" is a folder with a phrase`).not.toBe('');
      parents.splice(indent.length / 2, Infinity, name);
      return parents.join('');
    });
}

/** An empty folder does not exist for git, nor here. */
function listFolders(parent: string): string[] {
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.has(entry.name))
    .map(({ name }) => `${parent}${name}/`)
    .filter(holdsFiles)
    .sort();
}

function holdsFiles(folder: string): boolean {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).some((entry) =>
    entry.isFile(),
  );
}
