import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ERRORS } from '../../server/errors.ts';
import { ROOT } from '../runner/run-program.ts';

test('docs/errors.md explains exactly the codes of server/errors.ts, with their status', () => {
  const documented = firstCells('docs/errors.md').map(({ name, next }) => `${name} ${next}`);
  const actual = Object.entries(ERRORS).map(([code, { status }]) => `${code} ${status}`);
  expect(documented.sort()).toEqual(actual.sort());
});

test('docs/dependencies.md names exactly the dependencies of package.json', () => {
  const { dependencies, devDependencies } = readPackageFile();
  const documented = firstCells('docs/dependencies.md').map(({ name }) => name);
  expect(documented.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
});

test('every dependency has an exact version', () => {
  const { dependencies, devDependencies } = readPackageFile();
  const versions = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('package.json asks for no newer Node than README.md: npx would warn at each call', () => {
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const [, wanted] = /Node (\d+) or newer/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  expect(engines.node).toBe(`>=${wanted}`);
});

test('every link and picture in a document leads to a file that is there', () => {
  const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const broken = documents.split('\n').flatMap((document) => {
    if (document === '' || document.startsWith('examples/') || !existsSync(join(ROOT, document))) return [];
    const text = readFileSync(join(ROOT, document), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, address = '']) => address.replace(/#.*$/, ''))
      .filter((address) => address !== '' && !/^[a-z]+:/.test(address))
      .filter((address) => !existsSync(join(ROOT, dirname(document), address)))
      .map((address) => `${document}: ${address}`);
  });
  expect(broken).toEqual([]);
});

function readPackageFile(): {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
} {
  const versions = z.record(z.string(), z.string());
  const packageFile = z.object({ dependencies: versions, devDependencies: versions });
  return packageFile.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
}

/** The first two cells of every table row that begins with a name in backticks. */
function firstCells(path: string): { name: string; next: string }[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^\| `([^`]+)`\s*\| ([^|]+)\|/gm)].map(([, name = '', next = '']) => ({
    name,
    next: next.trim(),
  }));
}
