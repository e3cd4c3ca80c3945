import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type MakeOptions = {
  days: number;
  version?: number;
  label?: string;
  passwordFile?: string;
  json?: true;
};

/** The links by which people without an account look at a draft in the site. */
export function registerPreviewLink(program: Command, cli: Cli): void {
  const previewLink = program
    .command('preview-link')
    .description('show a draft to people without an account, by links that end')
    .addHelpText(
      'after',
      examples(
        'stillpress preview-link make ENTRY --label "The printers"',
        'stillpress preview-link list ENTRY',
      ),
    );

  previewLink
    .command('make')
    .description('print the address of a new link; it is shown this once')
    .argument('<entry>', 'the id of the entry')
    .option('--days <number>', 'for how long it opens, 90 days at most', parseWholeNumber, 7)
    .option('--version <number>', 'always this version, in place of the draft', parseWholeNumber)
    .option('--label <text>', 'whom it is for')
    .option('--password-file <file>', 'has a password in its first line; - is standard input', readPassword)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress preview-link make ENTRY',
        'stillpress preview-link make ENTRY --days 30 --version 4 --label "The printers" --password-file -',
      ),
    )
    .action(async (entryId: string, { json, passwordFile: password, ...order }: MakeOptions) => {
      const { makeLink } = await import('./preview-link-commands.ts');
      await makeLink(cli, { ...order, entryId, password, json: json === true });
    });

  previewLink
    .command('list')
    .description('the links of an entry, the newest first, and how often each was opened')
    .argument('<entry>', 'the id of the entry')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('stillpress preview-link list ENTRY', 'stillpress preview-link list ENTRY --json'),
    )
    .action(async (entryId: string, { json }: { json?: true }) => {
      const { showLinks } = await import('./preview-link-commands.ts');
      await showLinks(cli, { entryId, json: json === true });
    });

  previewLink
    .command('revoke')
    .description('a link opens nothing any more, for those who are looking as well')
    .argument('<link>', 'its id, or its address')
    .addHelpText(
      'after',
      examples(
        'stillpress preview-link revoke ID',
        'stillpress preview-link revoke https://…/preview/link/…',
      ),
    )
    .action(async (link: string) => {
      const { revokeLink } = await import('./preview-link-commands.ts');
      await revokeLink(cli, { link });
    });
}

/** No option has the password itself: everybody on the machine can read the command line of a process. */
function readPassword(file: string): string {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8');
    return text.split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw new InvalidArgumentError(
      `It cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
