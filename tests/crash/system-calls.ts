import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';

/** What `countUnsynced` reads: names, paths instead of numbers of files, and the beginning of what is written. */
export const STRACE_OPTIONS = ['-y', '-s', '32', '-e', 'trace=write,pwrite64,sendto,fsync,fdatasync'];

/** How to tell, among the system calls of a program, the sync of its log and the acknowledgement of a commit. */
export type Signs = { sync: RegExp; acknowledgement: RegExp };

/**
 * Of the acknowledgements in a trace, those before which the log was not forced to the disk. The first may have begun earlier. In a trace of several
 * processes those of `pid` count, and whoever forced the log did it for all: servers commit in groups.
 */
export function countUnsynced(
  trace: string,
  { acknowledgement, pid, sync }: Signs & { pid?: number },
): { acknowledged: number; unsynced: number } {
  const counts = { acknowledged: 0, unsynced: 0 };
  let synced = true;
  for (const { call, by } of wholeCalls(trace)) {
    if (sync.test(call)) synced = true;
    if (!acknowledgement.test(call) || (pid !== undefined && by !== String(pid))) continue;
    counts.acknowledged++;
    if (!synced) counts.unsynced++;
    synced = false;
  }
  return counts;
}

/** In a trace of several processes each line names one, and a call during which another one was seen stands in two lines. */
function* wholeCalls(trace: string): Generator<{ call: string; by: string }> {
  const begun = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const [, by = '', call = ''] = /^(?:(\d+) +)?(.*)$/.exec(line) ?? [];
    const [, start] = /^(.*) <unfinished \.\.\.>$/.exec(call) ?? [];
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(call) ?? [];
    if (start !== undefined) begun.set(by, start);
    else yield { by, call: rest === undefined ? call : `${begun.get(by) ?? ''}${rest}` };
  }
}

/**
 * Attaches strace to a process of the Postgres server, and to its siblings, for a while. Null if it is on another machine or may not be
 * looked at.
 */
export async function traceServer(
  strace: string,
  { pid, file, until }: { pid: number; file: string; until: () => Promise<void> },
): Promise<string | null> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.trim() !== 'postgres') return null;
  const pids = (await siblingsOf(pid)).flatMap((sibling) => ['-p', sibling]);
  const tracer = spawn(strace, [...STRACE_OPTIONS, ...pids, '-o', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(tracer, 'close');
  if (!(await hasAttached(tracer, pid))) return null;
  const endedByItself = ended.then(() => {
    throw new Error('strace ended before enough was seen');
  });
  await Promise.race([until(), endedByItself]);
  endedByItself.catch(() => {});
  tracer.kill('SIGINT');
  await ended;
  return await readFile(file, 'utf8');
}

/** All that the postmaster has started, the process itself at the end: once it is traced, so are the others. */
async function siblingsOf(pid: number): Promise<string[]> {
  const parent = await parentOf(pid);
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(pid));
  const parents = await Promise.all(all.map(parentOf));
  return [...all.filter((_, index) => parents[index] === parent && parent !== undefined), String(pid)];
}

async function parentOf(id: string | number): Promise<string | undefined> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return /^PPid:\s*(\d+)$/m.exec(status)?.[1];
}

/** Goes on reading what it says: it would end with the pipe. */
async function hasAttached({ stderr }: ChildProcess, pid: number): Promise<boolean> {
  let said = '';
  return await new Promise((resolve) => {
    stderr?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(`Process ${pid} attached`)) resolve(true);
    });
    stderr?.on('end', () => resolve(false));
  });
}
