import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** What concerns accounts and can be done by nobody who has to sign in first. */
export function registerUser(program: Command, cli: Cli): void {
  const user = program
    .command('user')
    .description('show the accounts; let somebody in again who has lost their second factor')
    .addHelpText(
      'after',
      examples('stillpress user list', 'stillpress user reset-second-factors olga@example.org'),
    );

  user
    .command('list')
    .description('the accounts, by e-mail address')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress user list', 'stillpress user list --json'))
    .action(async ({ json }: { json?: true }) => {
      const { showUsers } = await import('./user-commands.ts');
      await showUsers(cli, { json: json === true });
    });

  user
    .command('reset-second-factors')
    .description('take away what an account asks for besides its password, and end its sessions')
    .argument('<email>', 'the address that the account signs in with')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress user reset-second-factors olga@example.org',
        'stillpress user reset-second-factors olga@example.org --json',
      ),
    )
    .action(async (email: string, { json }: { json?: true }) => {
      const { takeSecondFactorsAway } = await import('./user-commands.ts');
      await takeSecondFactorsAway(cli, { email, json: json === true });
    });
}
