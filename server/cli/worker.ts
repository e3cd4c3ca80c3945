import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** The worker role in production. */
export function registerWorker(program: Command, cli: Cli): void {
  program
    .command('worker')
    .description('follow the publication log and keep the target up to date')
    .addHelpText(
      'after',
      `\nRefuses a database whose schema is not this program's. One worker publishes; any other stands by, does the other jobs, and takes over\nwithin ten seconds where that one ends.\nHOST and PORT answer /healthz and /readyz alone.\n${examples('stillpress worker', 'stillpress worker --workers 2', 'PORT=4001 stillpress worker')}`,
    )
    .option(
      '--workers <n>',
      'run so many of them here, and start another one where one ends',
      parseWholeNumber,
    )
    .action(async ({ workers }: { workers?: number }) => {
      if (workers === undefined) {
        const { runProductionRole } = await import('./run-role.ts');
        return await runProductionRole(cli, 'worker');
      }
      const { supervise } = await import('./supervise.ts');
      await supervise(cli, { count: workers, role: 'worker' });
    });
}
