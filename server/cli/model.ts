import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type MigrateOptions = {
  dryRun?: true;
  allowDrop: string[];
  allowInvalid?: true;
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
      'a field whose values may be let go of, such as posts.teaser',
      collect,
      [],
    )
    .option('--allow-invalid', 'go on though public entries do not satisfy the content model')
    .option('--no-render', 'do not render any pages as a proof')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress model migrate --dry-run',
        'stillpress model migrate --allow-drop posts.teaser --allow-drop pages.mood',
      ),
    )
    .action(async ({ allowDrop, allowInvalid, dryRun, json, render }: MigrateOptions) => {
      const { migrateModel } = await import('./migrate-model.ts');
      const consent = { allowDrop, allowInvalid: allowInvalid === true };
      await migrateModel(cli, { ...consent, isDryRun: dryRun === true, render, json: json === true });
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
