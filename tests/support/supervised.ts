import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Supervised = {
  /** What the supervisor says of what it has started, once that is ready. */
  description: string;
  /** Kills it with SIGKILL, and starts it again where it was. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a server under a supervisor, a program that lives as long as the pipe to its standard input. However this process ends, even by SIGKILL, the
 * supervisor then stops the server and removes what it kept.
 */
export async function startSupervised(program: string, args: readonly string[] = []): Promise<Supervised> {
  const supervisor = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A Ctrl-C in the terminal must not reach the supervisor before the tests have let go of the server.
    detached: true,
  });
  const ended = once(supervisor, 'exit').then(() => null);
  const lines = createInterface({ input: supervisor.stdout });
  const nextLine = async (): Promise<string> => {
    const line = await Promise.race([once(lines, 'line'), ended]);
    if (line === null) throw new Error(`${program} has ended; the reason is printed above.`);
    return String(line[0]);
  };
  return {
    description: await nextLine(),
    crash: async () => {
      const again = nextLine();
      supervisor.stdin.write('crash\n');
      await again;
    },
    stop: async () => {
      supervisor.stdin.end();
      await ended;
    },
  };
}
