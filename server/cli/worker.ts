import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** The worker role in production. */
export function registerWorker(program: Command, cli: Cli): void {
  program
    .command('worker')
    .description('follow the publication log and keep the target up to date')
    .addHelpText(
      'after',
      `\nRefuses a database whose schema is not this program's, and a target that another process publishes to.\nHOST and PORT answer /healthz and /readyz alone.\n${examples('stillpress worker', 'PORT=4001 stillpress worker')}`,
    )
    .action(async () => {
      const { runProductionRole } = await import('./run-role.ts');
      await runProductionRole(cli, 'worker');
    });
}
