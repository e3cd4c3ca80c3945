import { Option } from 'commander';
import type { Command } from 'commander';
import { MEDIA_KINDS } from '../../model/api/media.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import type { MediaListOrder } from './media-commands.ts';
import { parseWholeNumber } from './whole-number.ts';

/** The files of the media library, and the bytes behind them. */
export function registerMedia(program: Command, cli: Cli): void {
  const media = program
    .command('media')
    .description('list media files, check that their bytes are there, remove those that nothing needs')
    .addHelpText('after', examples('stillpress media list --unused', 'stillpress media check'));

  media
    .command('list')
    .description('the files, the newest first')
    .addOption(new Option('--kind <kind>', 'only files of this kind').choices(MEDIA_KINDS))
    .option('--unused', 'only files that stand in no entry')
    .option('--limit <number>', 'how many', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('stillpress media list', 'stillpress media list --kind picture --unused --json'),
    )
    .action(async (order: MediaListOrder) => {
      const { showMedia } = await import('./media-commands.ts');
      await showMedia(cli, order);
    });

  media
    .command('check')
    .description('read every byte that is kept, and compare it with what it has to be')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress media check', 'stillpress media check --json'))
    .action(async ({ json }: { json?: true }) => {
      const { checkLibrary } = await import('./media-commands.ts');
      await checkLibrary(cli, { json: json === true });
    });

  media
    .command('collect')
    .description('remove bytes that nothing needs any more; a server does it every night')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress media collect', 'stillpress media collect --json'))
    .action(async ({ json }: { json?: true }) => {
      const { collectLibrary } = await import('./media-commands.ts');
      await collectLibrary(cli, { json: json === true });
    });
}
