import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** What is published, what visitors see, by which release, and what stands in the way. */
export function registerStatus(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('show what is published, what visitors see, and what stands in the way')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress status', 'stillpress status --json'))
    .action(async ({ json }: { json?: true }) => {
      const { showStatus } = await import('./show-status.ts');
      await showStatus(cli, { json: json === true });
    });
}
