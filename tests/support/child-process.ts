import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Child = {
  process: ChildProcess;
  /** The next line on its standard output; null when it has ended. */
  nextLine(): Promise<string | null>;
  /** Writes a line to its standard input. */
  send(line: string): void;
  /** Resolves when it has ended and its output has been read. */
  ended: Promise<unknown>;
};

/** Whoever traces a process counts what it does itself, and not what Node does to keep what it has compiled. */
const NOTHING_KEPT = { NODE_DISABLE_COMPILE_CACHE: '1' };

/** Runs a TypeScript file in a Node process of its own, under `command` if there is one. Its errors go to the test's. */
export function startChild(
  file: string,
  args: readonly string[],
  { command = [], env = {} }: { command?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Child {
  const [program = process.execPath, ...programArgs] = [...command, process.execPath, file, ...args];
  const child = spawn(program, programArgs, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...(command.length > 0 && NOTHING_KEPT), ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    nextLine: async () => {
      const line = await lines.next();
      return line.done === true ? null : line.value;
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    ended: once(child, 'close'),
  };
}
