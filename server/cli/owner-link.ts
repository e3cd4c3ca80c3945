import type { Command } from 'commander';
import { AppError } from '../errors.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { ownerLinkAddress } from './owner-link-address.ts';

/** The one-time link that creates the first account. */
export function registerOwnerLink(program: Command, cli: Cli): void {
  program
    .command('owner-link')
    .description('print a one-time link that creates the owner account; earlier links stop working')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress owner-link', 'stillpress owner-link --json'))
    .action(({ json }: { json?: true }) => printOwnerLink(cli, json === true));
}

async function printOwnerLink(cli: Cli, json: boolean): Promise<void> {
  const { createOwnerLink } = await import('../accounts/create-owner-link.ts');
  const { withInstallation } = await import('./open-installation.ts');
  await withInstallation(cli, async ({ config, database }) => {
    const link = await createOwnerLink(database, { now: new Date() });
    if (link === null)
      throw new AppError('owner-exists', 'There is an owner already. The owner signs in and invites others.');
    const url = ownerLinkAddress(config, link);
    cli.print(json ? JSON.stringify({ url, expiresAt: link.expiresAt }, null, 2) : url);
    if (!json) cli.note(`It works once, until ${link.expiresAt}.`);
  });
}
