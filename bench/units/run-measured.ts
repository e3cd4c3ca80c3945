import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../tests/support/child-process.ts';
import type { BenchSite } from '../site/bench-site.ts';
import { readMemory } from '../site/publishing-process.ts';

const PROGRAM = join(import.meta.dirname, '../../server/cli/stillpress.ts');

export type Ran = { wallMs: number; cpuMs: number; peakMb: number; output: string };

const LOOK_EVERY_MS = 100;

/** A command of `stillpress` to its end, with the time that it and its threads and children have kept cores busy. */
export async function runMeasured(site: BenchSite, args: readonly string[]): Promise<Ran> {
  const startedAt = performance.now();
  const cpuBefore = cpuOfEndedChildrenMs();
  const child = startChild(PROGRAM, [...args], { env: site.env });
  let peakMb = 0;
  const looking = setInterval(() => {
    // Of a process that has ended nothing is told.
    peakMb = Math.max(peakMb, readMemory(child.process.pid ?? 0).peakRssMb || 0);
  }, LOOK_EVERY_MS);
  child.process.once('exit', () => clearInterval(looking));
  const lines: string[] = [];
  for (let line = await child.nextLine(); line !== null; line = await child.nextLine()) lines.push(line);
  await child.ended;
  if (child.process.exitCode !== 0) throw new Error(`stillpress ${args.join(' ')} has failed.`);
  return {
    wallMs: performance.now() - startedAt,
    cpuMs: cpuOfEndedChildrenMs() - cpuBefore,
    peakMb,
    output: lines.join('\n'),
  };
}

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

function cpuOfEndedChildrenMs(): number {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  // The state of the process is the first of them, and the third field of the file.
  const [user = 0, system = 0] = fields.split(' ').slice(13, 15).map(Number);
  return (user + system) * TICK_MS;
}
