import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type MigrateOptions = {
  dryRun?: true;
  allowDrop: string[];
  allowInvalid?: true;
  despiteReferences?: true;
  render: boolean;
  json?: true;
};

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
    .option('--dry-run', 'count, show samples, look for what fails, change nothing')
    .option(
      '--allow-drop <field>',
      'a field or a collection that may be let go of, such as posts.teaser',
      collect,
      [],
    )
    .option('--allow-invalid', 'go on though public entries do not satisfy the content model')
    .option('--despite-references', 'go on though entries that stay name some that go with their collection')
    .option('--no-render', 'do not render any pages as a proof')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress model migrate --dry-run',
        'stillpress model migrate --allow-drop posts.teaser --allow-drop pages.mood',
      ),
    )
    .action(async ({ allowDrop, render, ...given }: MigrateOptions) => {
      const { migrateModel } = await import('./migrate-model.ts');
      await migrateModel(cli, {
        allowDrop,
        allowInvalid: given.allowInvalid === true,
        despiteReferences: given.despiteReferences === true,
        isDryRun: given.dryRun === true,
        render,
        json: given.json === true,
      });
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
