/**
 * Checks who imports whom in the working folder. Dependency-cruiser reads and resolves the imports and finds cycles;
 * `boundaries.ts` says what is allowed. Fails when any source file was not seen: a checker that sees nothing finds nothing.
 */
import { globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type ICruiseResult, cruise } from 'dependency-cruiser';
import ts from 'typescript';
import { type Import, judgeImport } from './boundaries.ts';

/** Hold nothing that was written here. */
const NOT_OURS = new Set(['node_modules', 'var', 'dist', 'coverage']);

process.exitCode = await main();

async function main(): Promise<number> {
  const folders = ourFolders();
  const files = sourceFiles(folders, ['ts', 'tsx', 'mts', 'js', 'mjs']);
  const cruised = await cruiseFiles(files);
  const seen = new Set(cruised.modules.map(({ source }) => source));
  const imports = [
    ...cruised.modules.flatMap(importsOf),
    ...sourceFiles(folders, ['astro']).flatMap(importsOfTemplate),
  ].filter(({ to, isNodeModule }) => isNodeModule || folders.some((folder) => to.startsWith(`${folder}/`)));
  const problems = [
    ...files.filter((file) => !seen.has(file)).map((file) => `${file} was not read by dependency-cruiser`),
    ...(imports.length === 0 ? ['Not one import was found: the checker does not work'] : []),
    ...imports.map(judgeImport).filter((problem) => problem !== null),
    ...cyclesOf(cruised),
  ];
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${files.length} modules, ${imports.length} imports, ${problems.length} problems\n`);
  return problems.length === 0 ? 0 : 1;
}

function ourFolders(): string[] {
  return readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.has(entry.name))
    .map(({ name }) => name);
}

function sourceFiles(folders: string[], extensions: string[]): string[] {
  const patterns = folders.flatMap((folder) => extensions.map((extension) => `${folder}/**/*.${extension}`));
  return globSync(patterns, { exclude: (path) => path.split('/').some(isNotOurs) });
}

/** A build of the authoring interface that was broken off leaves its folder. */
function isNotOurs(name: string): boolean {
  return NOT_OURS.has(name) || name.startsWith('dist.building-');
}

async function cruiseFiles(files: string[]): Promise<ICruiseResult> {
  if (files.length === 0) throw new Error('There is no source file in this folder.');
  const { output } = await cruise(files, {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: a layer must not know the types of a higher one either.
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [{ name: 'cycle', severity: 'error', from: {}, to: { circular: true } }] },
  });
  if (typeof output === 'string')
    throw new Error(`dependency-cruiser gave a text instead of a result: ${output}`);
  return output;
}

function importsOf({ source, dependencies }: ICruiseResult['modules'][number]): Import[] {
  return dependencies.map(({ coreModule, resolved }) => ({
    from: source,
    to: coreModule ? resolved : fromRoot(source, resolved),
    isNodeModule: coreModule,
  }));
}

/** Dependency-cruiser does not read `.astro` files: their front matter and scripts are scanned for imports. */
function importsOfTemplate(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const code = [...text.matchAll(/^---\n(.*?)\n---|<script[^>]*>(.*?)<\/script>/gs)].map(
    (match) => match[1] ?? match[2],
  );
  return ts.preProcessFile(code.join('\n')).importedFiles.map(({ fileName }) => ({
    from: file,
    to: fromRoot(file, fileName),
    isNodeModule: fileName.startsWith('node:'),
  }));
}

/** What could not be resolved is still relative; that it does not exist is for the type check to say. */
function fromRoot(file: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
}

function cyclesOf({ summary }: ICruiseResult): string[] {
  return summary.violations
    .filter(({ rule }) => rule.name === 'cycle')
    .map(({ from, cycle }) => `Cycle: ${[from, ...(cycle ?? []).map(({ name }) => name)].join(' → ')}`);
}
