import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type Options = { external?: true; limit: number; json?: true };

/** Whether the links of the site lead somewhere. */
export function registerLinks(program: Command, cli: Cli): void {
  const links = program
    .command('links')
    .description('find links on the public pages that lead nowhere')
    .addHelpText('after', examples('stillpress links check', 'stillpress links check --external'));

  links
    .command('check')
    .description('name the links and anchors within the site that are dead; on request, those to other sites')
    .option('--external', 'also ask other sites, politely, whether what pages link to is there')
    .option('--limit <number>', 'with --external, how many of their addresses', parseWholeNumber, 1000)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress links check',
        'stillpress links check --external --limit 200',
        'stillpress links check --external --json',
      ),
    )
    .action(async ({ external, json, limit }: Options, command: Command) => {
      if (external !== true && command.getOptionValueSource('limit') === 'cli')
        command.error(
          'error: --limit is of what other sites are asked for: give --external with it, or leave it out.',
        );
      const { checkSiteLinks } = await import('./check-site-links.ts');
      await checkSiteLinks(cli, { external: external === true, limit, json: json === true });
    });
}
