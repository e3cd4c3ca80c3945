import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { renderJson, renderTable } from './report.ts';

/** Exit codes: 0 all goals met, 1 one missed or the bench failed, 2 no bench of that name. */
const EXIT_MISSED = 1;
const EXIT_USAGE = 2;

/** What is in this folder and is not a bench. */
const NO_BENCH = new Set(['bench.ts', 'report.ts', 'run.ts']);

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const [name, ...more] = positionals;
  if (values === null || more.length > 0) return refuse('Usage: npm run bench -- NAME [--json]');
  if (name === undefined) return await list();
  if (!benchNames().includes(name))
    return refuse(`There is no bench "${name}". \`npm run bench\` lists them.`);
  const bench = await load(name);
  const result = await bench.run({ progress: (line) => process.stderr.write(`${line}\n`) });
  console.log(
    values.json ? renderJson(name, result) : `\n${name}: ${bench.summary}\n\n${renderTable(result)}\n`,
  );
  return result.goals.every(({ met }) => met) ? 0 : EXIT_MISSED;
}

function readArguments(args: string[]): { values: { json: boolean } | null; positionals: string[] } {
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    return { values: null, positionals: [] };
  }
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_USAGE;
}

async function list(): Promise<number> {
  console.log('npm run bench -- NAME [--json]\n');
  for (const name of benchNames()) console.log(`  ${name.padEnd(16)}${(await load(name)).summary}`);
  return 0;
}

function benchNames(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !NO_BENCH.has(file))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

async function load(name: string): Promise<Bench> {
  const module: { bench?: Bench } = await import(pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href);
  if (module.bench === undefined) throw new Error(`bench/${name}.ts exports no bench`);
  return module.bench;
}
