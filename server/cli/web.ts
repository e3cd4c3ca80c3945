import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** The web role in production: any number of these may run. */
export function registerWeb(program: Command, cli: Cli): void {
  program
    .command('web')
    .description('answer HTTP: API, previews, the authoring interface, the live tree')
    .addHelpText(
      'after',
      `\nRefuses a database whose schema is not this program's: run \`stillpress migrate up\` first.\n${examples('stillpress web', 'PORT=8080 LOG_LEVEL=debug stillpress web')}`,
    )
    .action(async () => {
      const { runProductionRole } = await import('./run-role.ts');
      await runProductionRole(cli, 'web');
    });
}
