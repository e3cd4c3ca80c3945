import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** Everything in one process. */
export function registerStart(program: Command, cli: Cli): void {
  program
    .command('start')
    .description('run everything in one process: set up what is missing, publish, serve')
    .addHelpText(
      'after',
      examples(
        'stillpress start',
        'PORT=8080 stillpress start',
        'DATABASE_URL=postgres://… stillpress start',
      ),
    )
    .action(async () => {
      const { startEverything } = await import('./start-everything.ts');
      await startEverything(cli);
    });
}
