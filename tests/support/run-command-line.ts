import { runCli } from '../../server/cli/run-cli.ts';

export type CommandResult = { code: number; out: string; err: string };

/** A command line in this very process, with its output as text. */
export async function runCommandLine(args: string[], env: Record<string, string>): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    env,
    isTerminal: false,
    print: (text) => void out.push(text),
    note: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
