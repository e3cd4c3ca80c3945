import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** What `countUnsynced` reads: names, paths instead of numbers of files, and the beginning of what is written. */
export const STRACE_OPTIONS = ['-y', '-s', '32', '-e', 'trace=write,pwrite64,sendto,fsync,fdatasync'];

/** How to tell, among the system calls of a program, the sync of its log and the acknowledgement of a commit. */
export type Signs = { sync: RegExp; acknowledgement: RegExp };

/** Of the acknowledgements in a trace, those before which the log was not forced to the disk. The first may have begun earlier. */
export function countUnsynced(trace: string, signs: Signs): { acknowledged: number; unsynced: number } {
  const counts = { acknowledged: 0, unsynced: 0 };
  let synced = true;
  for (const line of trace.split('\n')) {
    if (signs.sync.test(line)) synced = true;
    if (!signs.acknowledgement.test(line)) continue;
    counts.acknowledged++;
    if (!synced) counts.unsynced++;
    synced = false;
  }
  return counts;
}

/** Attaches strace to a process of the Postgres server for a while. Null if it is on another machine or may not be looked at. */
export async function traceServer(
  strace: string,
  { pid, file, until }: { pid: number; file: string; until: () => Promise<void> },
): Promise<string | null> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.trim() !== 'postgres') return null;
  const tracer = spawn(strace, [...STRACE_OPTIONS, '-p', String(pid), '-o', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(tracer, 'close');
  if (!(await hasAttached(tracer))) return null;
  await until();
  tracer.kill('SIGINT');
  await ended;
  return await readFile(file, 'utf8');
}

async function hasAttached({ stderr }: ChildProcess): Promise<boolean> {
  let said = '';
  for await (const chunk of stderr ?? []) {
    said += String(chunk);
    if (said.includes('attached')) return true;
  }
  return false;
}
