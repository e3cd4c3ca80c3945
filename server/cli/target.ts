import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type Options = { json?: true };

/** Where the public files are, and whether they are what releases have left there. */
export function registerTarget(program: Command, cli: Cli): void {
  const target = program
    .command('target')
    .description('show where the public files are; find and mend what somebody has altered there')
    .addHelpText('after', examples('stillpress target verify', 'stillpress target repair'));

  target
    .command('status')
    .description('where the public files are, at which release, and what the S3 service lacks')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress target status', 'stillpress target status --json'))
    .action(async ({ json }: Options) => {
      const { showTarget } = await import('./target-commands.ts');
      await showTarget(cli, { json: json === true });
    });

  target
    .command('verify')
    .description(
      'find files that are not what releases have left, without rendering; exit code 1 where there are any',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress target verify', 'stillpress target verify --json'))
    .action(async ({ json }: Options) => {
      const { verifyTarget } = await import('./target-commands.ts');
      await verifyTarget(cli, { json: json === true });
    });

  target
    .command('repair')
    .description('put right what verify finds, by a rebuild that writes nothing else')
    .option('--json', 'print the release as JSON')
    .addHelpText('after', examples('stillpress target repair'))
    .action(async ({ json }: Options) => {
      const { repairTarget } = await import('./target-commands.ts');
      await repairTarget(cli, { json: json === true });
    });
}
