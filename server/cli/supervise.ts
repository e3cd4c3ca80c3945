import cluster, { type Worker } from 'node:cluster';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { Log } from '../log.ts';
import type { Role } from '../open-publishing.ts';
import type { Cli } from './cli.ts';
import { EXIT } from './exit-codes.ts';

/** Longer than a process takes to end in order. */
const STOP_TIMEOUT_MS = 28_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** One that has run for so long did not end for want of something at its start. */
const STEADY_MS = 30_000;

/**
 * Runs so many processes of a role on one port, each with all that it needs, and starts another one where one ends: after longer and longer waits where
 * that happens at once. What the environment lacks, none of them would have: the group then ends with that code.
 */
export async function supervise(cli: Cli, { count, role }: { count: number; role: Role }): Promise<void> {
  // Refused before anything is started, in the words of one process.
  const log = createLog(readConfig(cli.env));
  // All take connections from one socket. Handed out one by one, some would be lost with a process that has just been killed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: join(import.meta.dirname, 'stillpress.ts'), args: [role] });
  const group = createGroup(role, log);
  log.info({ role, processes: count, pid: process.pid }, 'a group of processes is started');
  for (let index = 0; index < count; index += 1) group.start();
  await group.ended;
}

function createGroup(role: Role, log: Log) {
  const ended = Promise.withResolvers<void>();
  const waiting = new Set<NodeJS.Timeout>();
  const running = new Map<Worker, number>();
  let failuresInTurn = 0;
  let isEnding = false;

  function start(): void {
    running.set(cluster.fork(), performance.now());
  }

  function onExit(worker: Worker, code: number, signal: string): void {
    const ranMs = performance.now() - (running.get(worker) ?? 0);
    running.delete(worker);
    if (!isEnding && code === EXIT.configuration) end(code);
    if (isEnding) return finishIfDone();
    failuresInTurn = ranMs < STEADY_MS ? failuresInTurn + 1 : 0;
    const waitMs =
      failuresInTurn === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failuresInTurn - 1));
    log.warn(
      { role, pid: worker.process.pid, code, signal, waitMs },
      'a process of the group ended; another one is started',
    );
    const timer = setTimeout(() => {
      waiting.delete(timer);
      start();
    }, waitMs);
    waiting.add(timer);
  }

  function finishIfDone(): void {
    if (running.size === 0) ended.resolve();
  }

  function end(code?: number): void {
    if (isEnding) return;
    isEnding = true;
    if (code !== undefined) process.exitCode = code;
    for (const timer of waiting) clearTimeout(timer);
    for (const worker of running.keys()) worker.process.kill('SIGTERM');
    setTimeout(() => {
      log.error('some processes of the group did not end in time');
      for (const worker of running.keys()) worker.process.kill('SIGKILL');
    }, STOP_TIMEOUT_MS).unref();
    finishIfDone();
  }

  cluster.on('exit', onExit);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      log.info({ signal }, 'the group is stopped');
      end();
    });
  return { start, ended: ended.promise };
}
