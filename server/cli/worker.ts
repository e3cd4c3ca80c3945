import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { registerRole } from './role-command.ts';

const HELP = `Refuses a database whose schema is not this program's. One worker publishes; any other stands by, does the other jobs, and takes over
within ten seconds where that one ends.
HOST and PORT answer /healthz and /readyz alone.`;

/** The worker role in production. */
export function registerWorker(program: Command, cli: Cli): void {
  registerRole(program, cli, {
    role: 'worker',
    description: 'follow the publication log and keep the target up to date',
    help: HELP,
    examples: ['stillpress worker', 'stillpress worker --workers 2', 'PORT=4001 stillpress worker'],
  });
}
