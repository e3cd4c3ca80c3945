import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** Every page anew, by whoever publishes: this process, or the one that runs. */
export function registerRebuild(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .description('render every page anew with the templates as they are now, and release what differs')
    .option('--json', 'print the release as JSON')
    .addHelpText('after', examples('stillpress rebuild', 'stillpress rebuild --json'))
    .action(async ({ json }: { json?: true }) => {
      const { rebuildSite } = await import('./rebuild-site.ts');
      await rebuildSite(cli, { json: json === true });
    });
}
