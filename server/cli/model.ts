import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type MigrateOptions = { dryRun?: true; allowDrop: string[]; json?: true };

/** The content model of `site/`, against the one that the content was last brought to. */
export function registerModel(program: Command, cli: Cli): void {
  const model = program
    .command('model')
    .description('show how the content model has changed; bring the content to it')
    .addHelpText('after', examples('stillpress model diff', 'stillpress model migrate --dry-run'));

  model
    .command('diff')
    .description('what differs, which declared steps take care of it, and how many entries it concerns')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress model diff', 'stillpress model diff --json'))
    .action(async ({ json }: { json?: true }) => {
      const { showModelDiff } = await import('./model-commands.ts');
      await showModelDiff(cli, { json: json === true });
    });

  model
    .command('migrate')
    .description('bring drafts and what is public to the content model, through the declared steps')
    .option('--dry-run', 'count, show samples, change nothing')
    .option(
      '--allow-drop <field>',
      'a field whose values may be let go of, such as posts.teaser',
      collect,
      [],
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress model migrate --dry-run',
        'stillpress model migrate --allow-drop posts.teaser --allow-drop pages.mood',
      ),
    )
    .action(async ({ allowDrop, dryRun, json }: MigrateOptions) => {
      const { migrateModel } = await import('./model-commands.ts');
      await migrateModel(cli, { allowDrop, isDryRun: dryRun === true, json: json === true });
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
