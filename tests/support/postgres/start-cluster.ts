import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type RunningCluster = {
  url: string;
  /** Kills every process of the server with SIGKILL, and starts it again on the same data and port. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts a fresh Postgres server under a supervisor process that lives as long as the pipe to its standard input. However
 * this process ends, even by SIGKILL, the supervisor then stops the server and removes its folder. One that is not durable is quicker: it never
 * waits for the disk.
 */
export async function startCluster(
  binFolder: string,
  { durable = true }: { durable?: boolean } = {},
): Promise<RunningCluster> {
  const program = join(import.meta.dirname, 'supervisor.ts');
  const args = [program, binFolder, ...(durable ? ['durable'] : [])];
  const supervisor = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A Ctrl-C in the terminal must not reach the supervisor before the tests have let go of the server.
    detached: true,
  });
  const exited = once(supervisor, 'exit');
  const lines = createInterface({ input: supervisor.stdout });
  const firstLine = once(lines, 'line').then(([line]) => String(line));
  const url = await Promise.race([firstLine, exited.then(() => null)]);
  if (url === null)
    throw new Error(`No Postgres server could be started from ${binFolder}; the reason is printed above.`);
  return {
    url,
    crash: async () => {
      const again = once(lines, 'line');
      supervisor.stdin.write('crash\n');
      if ((await Promise.race([again, exited.then(() => null)])) === null)
        throw new Error('The Postgres server did not start again; the reason is printed above.');
    },
    stop: async () => {
      supervisor.stdin.end();
      await exited;
    },
  };
}
