import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** The web role in production: any number of these may run. */
export function registerWeb(program: Command, cli: Cli): void {
  program
    .command('web')
    .description('answer HTTP: API, previews, the authoring interface, the live tree')
    .addHelpText(
      'after',
      `\nRefuses a database whose schema is not this program's: run \`stillpress migrate up\` first.\n${examples('stillpress web', 'stillpress web --workers 4', 'PORT=8080 LOG_LEVEL=debug stillpress web')}`,
    )
    .option(
      '--workers <n>',
      'run so many of them here, and start another one where one ends',
      parseWholeNumber,
    )
    .action(async ({ workers }: { workers?: number }) => {
      if (workers === undefined) {
        const { runProductionRole } = await import('./run-role.ts');
        return await runProductionRole(cli, 'web');
      }
      const { supervise } = await import('./supervise.ts');
      await supervise(cli, { count: workers, role: 'web' });
    });
}
