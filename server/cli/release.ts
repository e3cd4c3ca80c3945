import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** What visitors got, release by release, and the way back to an earlier one. */
export function registerRelease(program: Command, cli: Cli): void {
  const release = program
    .command('release')
    .description('show releases, go back to one, resume')
    .addHelpText('after', examples('stillpress release list', 'stillpress release rollback 41'));
  registerViews(release, cli);
  registerWaysBack(release, cli);
}

function registerViews(release: Command, cli: Cli): void {
  release
    .command('list')
    .description('the newest releases')
    .option('--limit <number>', 'how many', parseWholeNumber, 20)
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress release list', 'stillpress release list --limit 100 --json'))
    .action(async ({ json, limit }: { json?: true; limit: number }) => {
      const { showReleases } = await import('./release-views.ts');
      await showReleases(cli, { limit, json: json === true });
    });

  release
    .command('show')
    .description('what a release changed, and why')
    .argument('<number>', 'the number of the release', parseWholeNumber)
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress release show 42', 'stillpress release show 42 --json'))
    .action(async (number: number, { json }: { json?: true }) => {
      const { showRelease } = await import('./release-views.ts');
      await showRelease(cli, { number, json: json === true });
    });

  release
    .command('diff')
    .description('what differs between two releases')
    .argument('<from>', 'the number of a release', parseWholeNumber)
    .argument('<to>', 'the number of another one', parseWholeNumber)
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress release diff 40 42', 'stillpress release diff 42 40 --json'))
    .action(async (from: number, to: number, { json }: { json?: true }) => {
      const { showDifference } = await import('./release-views.ts');
      await showDifference(cli, { from, to, json: json === true });
    });
}

function registerWaysBack(release: Command, cli: Cli): void {
  release
    .command('rollback')
    .description('bring the site back to a release and hold it there, whatever is published')
    .argument('<number>', 'the number of the release', parseWholeNumber)
    .option('--reason <text>', 'for those who wonder later')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress release rollback 41',
        'stillpress release rollback 41 --reason "the header is broken"',
      ),
    )
    .action(async (number: number, { json, reason }: { json?: true; reason?: string }) => {
      const { rollBackSite } = await import('./release-rollback.ts');
      await rollBackSite(cli, { number, reason: reason ?? null, json: json === true });
    });

  release
    .command('resume')
    .description('end a rollback: what was held goes live')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress release resume'))
    .action(async ({ json }: { json?: true }) => {
      const { resumeSite } = await import('./release-rollback.ts');
      await resumeSite(cli, { json: json === true });
    });
}
