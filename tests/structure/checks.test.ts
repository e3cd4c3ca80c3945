import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { type CheckName, runCheck } from '../runner/checks.ts';
import { ROOT } from '../runner/run-program.ts';

/** A small project under our own configuration, in which every check passes. */
const CLEAN_PROJECT = {
  'package.json': '{\n  "name": "fixture",\n  "private": true,\n  "type": "module"\n}\n',
  'server/cli/stillpress.ts':
    "import { AppError } from '../errors.ts';\n\nthrow new AppError('A problem');\n",
  'server/errors.ts': 'export class AppError extends Error {}\n',
  'site/pages/index.astro': "---\nconst title: string = 'Title';\n---\n\n<h1>{title}</h1>\n",
};

const CONFIGURATION = [
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'knip.jsonc',
  'tsconfig.json',
  'site/tsconfig.json',
];

// Each check starts a program of its own, and some read the whole of TypeScript's types.
vi.setConfig({ testTimeout: 120_000 });

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const CHECKS_OF_A_PROJECT: CheckName[] = ['format', 'boundaries', 'lint', 'deadCode', 'templates'];

test.each(CHECKS_OF_A_PROJECT)('%s passes on a project without fault', async (check) => {
  const { output, passed } = await runCheck(check, makeProject({}));
  expect(passed ? '' : output).toBe('');
});

test('the format check finds a file that is not formatted', async () => {
  await expectFaults('format', { 'server/a.ts': "export const a   = 'b'\n" }, ['server/a.ts']);
});

test('the lint check finds faults of style, of asynchronous code and of types, in JavaScript too', async () => {
  await expectFaults(
    'lint',
    {
      'server/any.ts': 'export const a: any = 1;\n',
      'server/promise.ts':
        'async function work(): Promise<void> {}\n\nexport function start(): void {\n  work();\n}\n',
      'server/type.ts': 'export const a: boolean = 1;\n',
      'setup/type.mjs': '/** @type {boolean} */\nexport const a = 1;\n',
    },
    ['no-explicit-any', 'no-floating-promises', 'TS2322', 'server/type.ts', 'setup/type.mjs'],
  );
});

test('the check of the templates finds a wrong type', async () => {
  const template = "---\nconst title: number = 'Title';\n---\n\n<h1>{title}</h1>\n";
  await expectFaults('templates', { 'site/pages/index.astro': template }, ['ts(2322)']);
});

test('the check for dead code finds an unused file and an unused export', async () => {
  await expectFaults(
    'deadCode',
    {
      'server/nobody-imports-this.ts': 'export const a = 1;\n',
      'server/errors.ts': 'export class AppError extends Error {}\nexport const nobodyImportsThis = 1;\n',
    },
    ['server/nobody-imports-this.ts', 'nobodyImportsThis'],
  );
});

test('the import check finds every import against the direction, of types and in templates too', async () => {
  const forbidden: [importer: string, code: string, imported: string][] = [
    ['model/up.ts', "import '../server/errors.ts';", 'server/errors.ts'],
    ['model/node.ts', "import 'node:fs';", 'fs'],
    ['admin/src/up.tsx', "import '../../server/errors.ts';", 'server/errors.ts'],
    ['content-cache/up.ts', "import '../server/errors.ts';", 'server/errors.ts'],
    ['site/up.ts', "import '../server/errors.ts';", 'server/errors.ts'],
    ['site/up.astro', "---\nimport '../server/errors.ts';\n---\n", 'server/errors.ts'],
    ['server/store/up.ts', "import '../api/a.ts';", 'server/api/a.ts'],
    ['server/authoring/up.ts', "import '../api/a.ts';", 'server/api/a.ts'],
    ['server/authoring/across.ts', "import '../publishing/a.ts';", 'server/publishing/a.ts'],
    ['server/publishing/across.ts', "import '../authoring/up.ts';", 'server/authoring/up.ts'],
    ['server/publishing/a.ts', "export type { A } from '../api/a.ts';", 'server/api/a.ts'],
    ['server/api/across.ts', "import '../publishing/a.ts';", 'server/publishing/a.ts'],
    ['server/cli/tests.ts', "import '../../tests/a.ts';", 'tests/a.ts'],
  ];
  await expectFaults(
    'boundaries',
    {
      ...Object.fromEntries(forbidden.map(([importer, code]) => [importer, `${code}\n`])),
      'server/api/a.ts': 'export type A = 1;\n',
      'tests/a.ts': "import '../server/errors.ts';\n",
    },
    [
      ...forbidden.map(([importer, , imported]) => `${importer} imports ${imported};`),
      ` ${forbidden.length} problems`,
    ],
  );
});

test('the import check finds a cycle and a folder that its table lacks', async () => {
  await expectFaults(
    'boundaries',
    {
      'model/a.ts': "import type { B } from './b.ts';\n\nexport type A = B;\n",
      'model/b.ts': "import type { A } from './a.ts';\n\nexport type B = A;\n",
      'lib/c.ts': "import 'node:fs';\n",
    },
    ['Cycle: model/a.ts → model/b.ts', 'lib/c.ts lies in a folder that has no row'],
  );
});

test('the import check fails when it sees no modules', async () => {
  const { passed } = await runCheck('boundaries', makeFolder());
  expect(passed).toBe(false);
});

async function expectFaults(check: CheckName, files: Record<string, string>, says: string[]): Promise<void> {
  const { output, passed } = await runCheck(check, makeProject(files));
  for (const text of says) expect(output).toContain(text);
  expect(passed).toBe(false);
}

function makeProject(files: Record<string, string>): string {
  const folder = makeFolder();
  for (const [path, content] of Object.entries({ ...CLEAN_PROJECT, ...files })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  for (const path of CONFIGURATION) cpSync(join(ROOT, path), join(folder, path));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-checks-'));
  folders.push(folder);
  return folder;
}
