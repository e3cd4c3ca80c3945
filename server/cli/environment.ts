import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** Which environment (APP_ENV) the database and the target belong to. */
export function registerEnvironment(program: Command, cli: Cli): void {
  const environment = program
    .command('environment')
    .description('which environment (APP_ENV) the database and the target belong to')
    .addHelpText('after', examples('APP_ENV=staging stillpress environment adopt'));

  environment
    .command('adopt')
    .description('take over a copy of another environment, such as a backup of production in staging')
    .option('--target', 'the target as well, to which the other environment then publishes no more')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `\nAPP_ENV names the new environment; where it is not set, the copy belongs to none.\n${examples(
        'APP_ENV=staging stillpress environment adopt',
        'APP_ENV=staging stillpress environment adopt --target',
      )}`,
    )
    .action(async ({ json, target }: { json?: true; target?: true }) => {
      const { adoptEnvironment } = await import('./adopt-environment.ts');
      await adoptEnvironment(cli, { json: json === true, withTarget: target === true });
    });
}
