import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild, type Child } from '../../tests/support/child-process.ts';
import { freePort } from '../../tests/support/free-port.ts';
import type { BenchSite } from './bench-site.ts';
import { onExit } from './on-exit.ts';

/** `stillpress start`: web and worker in one process, as one machine runs it; or one role of several processes. */
export type PublishingProcess = {
  port: number;
  /** From its start until everything that is published can be read in the live tree. */
  startMs: number;
  memory(): Memory;
  /** Idempotent. */
  stop(): Promise<void>;
};

/** Of the whole process, its render threads included. */
export type Memory = { rssMb: number; peakRssMb: number };

const PROGRAM = join(import.meta.dirname, '../../setup/stillpress.mjs');
const STOP_TIMEOUT_MS = 60_000;

export async function startPublishing(
  site: BenchSite,
  { profile, role = 'start' }: { profile?: string | undefined; role?: 'start' | 'web' | 'worker' } = {},
): Promise<PublishingProcess> {
  const port = await freePort();
  const startedAt = performance.now();
  const profiling = profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` };
  const child = startChild(PROGRAM, [role], { env: { ...site.env, ...profiling, PORT: String(port) } });
  const spare = onExit(() => child.process.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    child.process.kill('SIGTERM');
    const timer = setTimeout(() => child.process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await child.ended;
    clearTimeout(timer);
    spare();
  };
  const log: string[] = [];
  for (let line = await child.nextLine(); !isStarted(line); line = await child.nextLine()) {
    if (line === null) throw new Error(`The publishing process ended early:\n${log.join('\n')}`);
    log.push(line);
    if (!/"level":"(?:error|fatal)"/.test(line)) continue;
    await stop();
    throw new Error(`The site could not be published:\n${line}`);
  }
  const startMs = performance.now() - startedAt;
  void readOn(child);
  return { port, startMs, stop, memory: () => readMemory(child.process.pid ?? 0) };
}

function isStarted(line: string | null): boolean {
  return line?.includes('"msg":"started"') ?? false;
}

/** A full pipe would hold the process up. */
async function readOn(child: Child): Promise<void> {
  while ((await child.nextLine()) !== null);
}

export function readMemory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { rssMb: megabytes('VmRSS'), peakRssMb: megabytes('VmHWM') };
}
