import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, BenchOptions } from './bench.ts';
import { renderJson, renderTable } from './report.ts';

/** Exit codes: 0 all goals met, 1 one missed or the bench failed, 2 no bench of that name. */
const EXIT_MISSED = 1;
const EXIT_USAGE = 2;

const USAGE =
  'npm run bench -- NAME [--json] [--pages N,…] [--against NAME,…] [--publishes N] [--profile FOLDER]';

/** What is in this folder and is not a bench. */
const NO_BENCH = new Set(['bench.ts', 'quantile.ts', 'report.ts', 'run.ts']);

/** `--json` gives the result as one line, the last one. */
const OPTIONS = {
  json: { type: 'boolean', default: false },
  pages: { type: 'string' },
  against: { type: 'string' },
  publishes: { type: 'string' },
  profile: { type: 'string' },
} as const;

/** With it what was started ends, and what was written goes. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(EXIT_MISSED));

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { json, options, positionals } = readArguments(args) ?? { positionals: ['', ''] };
  const [name, ...more] = positionals;
  if (options === undefined || more.length > 0) return refuse(`Usage: ${USAGE}`);
  if (name === undefined) return await list();
  if (!benchNames().includes(name))
    return refuse(`There is no bench "${name}". \`npm run bench\` lists them.`);
  const bench = await load(name);
  const result = await bench.run({ options, progress: (line) => process.stderr.write(`${line}\n`) });
  console.log(json ? renderJson(name, result) : `\n${name}: ${bench.summary}\n\n${renderTable(result)}\n`);
  return result.goals.every(({ met }) => met) ? 0 : EXIT_MISSED;
}

type Arguments = { json: boolean; options: BenchOptions; positionals: string[] };

/** Null for what cannot be read. */
function readArguments(args: string[]): Arguments | null {
  try {
    const { positionals, values } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const { json, pages, against, publishes, profile } = values;
    const options = {
      pages: pages?.split(',').map(readCount),
      against: against?.split(','),
      publishes: publishes === undefined ? undefined : readCount(publishes),
      profile,
    };
    return { json, options, positionals };
  } catch {
    return null;
  }
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new RangeError(`"${text}" is not a count.`);
  return Number(text);
}

function refuse(message: string): number {
  console.error(message);
  return EXIT_USAGE;
}

async function list(): Promise<number> {
  console.log(`${USAGE}\n`);
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
