import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type Options = { sample?: number; seed?: string; wait: number; json?: true };

/** The proof that visitors get what a full build would make. */
export function registerVerify(program: Command, cli: Cli): void {
  program
    .command('verify')
    .description('render the whole site from nothing and compare every file that visitors get with it')
    .option('--sample <number>', 'so many pages, picked at random, instead of all', parseWholeNumber)
    .option('--seed <text>', 'render in the order of an earlier run')
    .option('--wait <seconds>', 'how long visitors may take to see what is published', parseWholeNumber, 60)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples('stillpress verify', 'stillpress verify --sample 200', 'stillpress verify --json'),
    )
    .action(async ({ json, sample, seed, wait }: Options) => {
      const { verifyInstallation } = await import('./verify-installation.ts');
      const more = { sample: sample ?? null, ...(seed !== undefined && { seed }) };
      await verifyInstallation(cli, { ...more, waitMs: wait * 1000, json: json === true });
    });
}
