import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../../..');

/** Hundreds of commands are run: what they compile is kept for the next one. */
const KEPT = Object.fromEntries(
  ['PATH', 'HOME', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  }),
);

export type RunningCommand = {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout holds the text; rejects when the command ends before. */
  untilPrinted(text: string | RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** The command as a script would run it: nothing but these variables, output to pipes. `home` is where the program lies. */
export function startCommand(
  args: readonly string[],
  env: Record<string, string>,
  { home = REPOSITORY }: { home?: string } = {},
): RunningCommand {
  const child = spawn(process.execPath, [join(home, 'server/cli/stillpress.ts'), ...args], {
    env: { ...KEPT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }));
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    signal: (signal) => void child.kill(signal),
    untilPrinted: async (text) => {
      const isThere = (): boolean => (typeof text === 'string' ? stdout.includes(text) : text.test(stdout));
      while (!isThere()) {
        const more = once(child.stdout, 'data').then(() => 'more' as const);
        if ((await Promise.race([more, ended])) === 'more' || isThere()) continue;
        throw new Error(`The command ended before it printed ${String(text)}:\n${stdout}\n${stderr}`);
      }
    },
  };
}

export type Finished = { code: number | null; stdout: string; stderr: string };

export async function runCommand(args: readonly string[], env: Record<string, string>): Promise<Finished> {
  const command = startCommand(args, env);
  const { code } = await command.ended;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}
