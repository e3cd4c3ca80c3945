import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export type Outcome = { code: number; output: string; ms: number };
type Options = { cwd?: string; env?: NodeJS.ProcessEnv; show?: boolean; timeoutMs?: number };

/** Runs a program to its end; its output is kept, or shown as it comes. A signal to this process ends it as well. */
export async function runProgram(command: readonly string[], options: Options = {}): Promise<Outcome> {
  const { cwd = ROOT, env = {}, show = false, timeoutMs } = options;
  const [program = '', ...args] = command;
  const startedAt = Date.now();
  const child = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      ...env,
    },
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (output += String(text)));
  let interrupted = false;
  const forward = (signal: NodeJS.Signals): void => {
    interrupted = true;
    // A terminal sends Ctrl-C to the child as well, and a second one means "at once" to many programs.
    if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
  };
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  try {
    const code = await new Promise<number>((resolve) => {
      child.on('close', (exitCode) => resolve(exitCode ?? 1));
      child.on('error', (error) => {
        output += `${program} could not be started: ${error.message}\n`;
        resolve(1);
      });
    });
    if (interrupted) process.exit(INTERRUPTED_EXIT_CODE);
    return { code, output, ms: Date.now() - startedAt };
  } finally {
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  }
}

const INTERRUPTED_EXIT_CODE = 130;
const FORWARDED_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** The command line of a package's program, run by this very Node. */
export function packageProgram(path: string, ...args: string[]): string[] {
  return [process.execPath, join(ROOT, 'node_modules', path), ...args];
}
