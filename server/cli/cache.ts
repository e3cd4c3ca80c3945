import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** The content cache: everything in it can be made again. */
export function registerCache(program: Command, cli: Cli): void {
  const cache = program
    .command('cache')
    .description('the content cache, from which pages are rendered')
    .addHelpText('after', examples('stillpress cache rebuild'));

  cache
    .command('rebuild')
    .description('throw the content cache away, fill it from the database and render every page anew')
    .option('--json', 'print the release as JSON')
    .addHelpText('after', examples('stillpress cache rebuild', 'stillpress cache rebuild --json'))
    .action(async ({ json }: { json?: true }) => {
      const { rebuildSite } = await import('./rebuild-site.ts');
      await rebuildSite(cli, { payload: { cache: true }, json: json === true });
    });
}
