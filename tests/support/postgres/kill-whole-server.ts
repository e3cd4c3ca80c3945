import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** SIGKILL for the server and each process that it has made, and for nothing else. Resolves when all of them are gone. */
export async function killWholeServer(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  const parts = childrenOf(server.pid ?? 0);
  server.kill('SIGKILL');
  for (const pid of parts) killIfThere(pid);
  await ended;
  // A new server refuses the data while a process of the old one still holds its memory.
  while (parts.some(isRunning)) await sleep(5);
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

/** The second number after the name, which stands in brackets and may hold anything. */
function parentOf(pid: string): number | null {
  try {
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    // It has ended since the list was made.
    return null;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** One that has ended and waits to be taken note of holds nothing any more. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
