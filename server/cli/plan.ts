import { Option } from 'commander';
import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type Options = { entry: string; version?: number; withdraw?: true; render: boolean; json?: true };

/** Which pages a publication would change, and why. */
export function registerPlan(program: Command, cli: Cli): void {
  program
    .command('plan')
    .description('show which pages would change if an entry were published now, and the read behind each')
    .requiredOption('--entry <id>', 'the id of the entry')
    .option('--version <number>', 'one of its versions, in place of the draft', parseWholeNumber)
    .addOption(new Option('--withdraw', 'if it were withdrawn').conflicts('version'))
    .option('--no-render', 'only name the pages that are going to be rendered')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --withdraw --json',
      ),
    )
    .action(async ({ entry, json, render, version, withdraw }: Options) => {
      const { planEntry } = await import('./plan-entry.ts');
      const request = { entryId: entry, version: version ?? null, withdraw: withdraw === true };
      await planEntry(cli, { request, render, json: json === true });
    });
}
