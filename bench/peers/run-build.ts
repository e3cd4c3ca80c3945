import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onExit } from '../site/on-exit.ts';

export type BuildCommand = {
  command: readonly [string, ...string[]];
  cwd: string;
  env?: Record<string, string>;
  onOutput?: (text: string) => void;
};

/** A build that takes longer has hung. */
const TIMEOUT_MS = 900_000;

/** Runs a command to its end and resolves with how long it took; throws with what it printed when it fails. */
export async function runBuild({
  command: [program, ...args],
  cwd,
  env,
  onOutput,
}: BuildCommand): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const spare = onExit(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      output = (output + text).slice(-OUTPUT_KEPT_CHARACTERS);
      onOutput?.(text);
    });
  const [code]: unknown[] = await once(child, 'close');
  spare();
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed (${String(code)}):\n${output}`);
  return performance.now() - startedAt;
}

const OUTPUT_KEPT_CHARACTERS = 4_000;
