import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

type Shared = { json?: true };
type Opening = Shared & { identity?: string };

/** Copies of all that cannot be made again, and the way back from them. */
export function registerBackup(program: Command, cli: Cli): void {
  const backup = program
    .command('backup')
    .description('make, list, try, restore and prune backups of the database and of media')
    .addHelpText('after', examples('stillpress backup create', 'stillpress backup verify latest'));

  backup
    .command('create')
    .description('make one now, while everybody goes on working')
    .option('--json', 'print its manifest as JSON')
    .addHelpText('after', examples('stillpress backup create'))
    .action(async ({ json }: Shared) => {
      const { createOne } = await import('./backup-commands.ts');
      await createOne(cli, { json: json === true });
    });

  backup
    .command('list')
    .description('the backups there are, the newest first')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress backup list', 'stillpress backup list --json'))
    .action(async ({ json }: Shared) => {
      const { listAll } = await import('./backup-commands.ts');
      await listAll(cli, { json: json === true });
    });

  registerReading(backup, cli);

  backup
    .command('prune')
    .description('remove what BACKUP_KEEP does not keep, and bytes that no backup names any more')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress backup prune --dry-run', 'stillpress backup prune'))
    .action(async ({ dryRun, json }: Shared & { dryRun?: true }) => {
      const { prune } = await import('./backup-commands.ts');
      await prune(cli, { json: json === true, isTrial: dryRun === true });
    });
}

function registerReading(backup: Command, cli: Cli): void {
  const identity = [
    '--identity <file>',
    'the file with the identity of age that opens a sealed backup',
  ] as const;

  backup
    .command('verify')
    .description(
      'restore one into a scratch place, make the site of it, and compare that with what visitors had then',
    )
    .argument('[id]', 'which one', 'latest')
    .option(...identity)
    .option('--scratch-database <url>', 'an empty PostgreSQL database for it, where its role may make none')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples('stillpress backup verify', 'stillpress backup verify latest --identity key.txt'),
    )
    .action(async (id: string, options: Opening & { scratchDatabase?: string }) => {
      const { verifyOne } = await import('./backup-commands.ts');
      const { identity: file, json, scratchDatabase: scratchUrl } = options;
      await verifyOne(cli, { id, identityFile: file, scratchUrl, json: json === true });
    });

  backup
    .command('restore')
    .description('bring the database and media back as they were; stop web and worker first')
    .argument('<id>', 'which one, or "latest"')
    .option('--replace', 'the database that is there goes aside')
    .option('--environment <name>', 'which one that database belongs to, where it is not that of APP_ENV')
    .option(...identity)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress backup restore latest',
        'stillpress backup restore 2026-03-01T02-17-00-000Z --replace',
      ),
    )
    .action(async (id: string, options: Opening & { environment?: string; replace?: true }) => {
      const { restoreOne } = await import('./backup-commands.ts');
      const { environment: of, identity: file, json, replace } = options;
      const mayReplace = replace === true;
      await restoreOne(cli, { id, identityFile: file, mayReplace, of, json: json === true });
    });
}
