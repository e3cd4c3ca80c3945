import { Option } from 'commander';
import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type Options = { all?: true; route?: string; path?: string; json?: true };

/** Pages anew, by whoever publishes: this process, or the one that runs. */
export function registerRebuild(program: Command, cli: Cli): void {
  program
    .command('rebuild')
    .description('render pages anew with the templates as they are now, and release what differs')
    .addOption(new Option('--all', 'every page, which is what it does without an option too'))
    .addOption(
      new Option('--route <pattern>', 'the pages of one route of the templates').conflicts(['all', 'path']),
    )
    .addOption(new Option('--path <path>', 'one page').conflicts(['all', 'route']))
    .option('--json', 'print the release as JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress rebuild',
        "stillpress rebuild --route '/blog/[slug]'",
        'stillpress rebuild --path /blog/first-light/',
      ),
    )
    .action(async ({ json, path, route }: Options) => {
      const { rebuildSite } = await import('./rebuild-site.ts');
      const payload = { ...(route !== undefined && { route }), ...(path !== undefined && { path }) };
      await rebuildSite(cli, { payload, json: json === true });
    });
}
