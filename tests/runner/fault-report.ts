import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from './run-program.ts';
import type { Tally } from './tally.ts';

const injectedSchema = z.object({ kind: z.string(), count: z.number() });

/** One line of the file that the tests write. */
export type InjectedFaults = z.infer<typeof injectedSchema>;

/** How often each kind of fault was injected, the most frequent first. */
export function readFaults(file: string): InjectedFaults[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const counts = new Map<string, number>();
  for (const line of lines) {
    const { count, kind } = injectedSchema.parse(JSON.parse(line));
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => b.count - a.count);
}

export function totalOf(faults: readonly InjectedFaults[]): number {
  return faults.reduce((sum, { count }) => sum + count, 0);
}

const PAGE = join(ROOT, 'docs/reliability.md');
const BEGIN = '<!-- The rest is written by `npm run test:faults -- --report`. -->';

type Report = {
  /** The tests by their folders. */
  ran: readonly string[];
  faults: readonly InjectedFaults[];
  tally: Tally;
  minutes: number;
};

/** Writes the numbers of this run into docs/reliability.md, below what people have written there. */
export function writeFaultReport({ faults, minutes, ran, tally }: Report): void {
  const page = readFileSync(PAGE, 'utf8');
  const [words = ''] = page.split(BEGIN);
  const day = new Date().toISOString().slice(0, 10);
  const { failed, passed, skipped } = tally;
  const lines = [
    BEGIN,
    '',
    `On ${day}, on ${availableParallelism()} cores, in ${minutes} minutes, of ${ran.map((path) => `\`${path}\``).join(', ')}: **${totalOf(faults)} faults**, ${passed} tests passed, ${failed} failed, ${skipped} skipped.`,
    '',
    ...tableOf(faults),
    '',
  ];
  writeFileSync(PAGE, words + lines.join('\n'));
}

/** Aligned, as the formatter leaves it. */
function tableOf(faults: readonly InjectedFaults[]): string[] {
  const rows = [['what was done', 'times'], ...faults.map(({ count, kind }) => [kind, String(count)])];
  const [wide, narrow] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = ([kind = '', count = '']: string[]): string =>
    `| ${kind.padEnd(wide ?? 0)} | ${count.padStart(narrow ?? 0)} |`;
  const [head = [], ...body] = rows;
  return [line(head), `| ${'-'.repeat(wide ?? 0)} | ${'-'.repeat((narrow ?? 1) - 1)}: |`, ...body.map(line)];
}
