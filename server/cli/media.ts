import { Option } from 'commander';
import type { Command } from 'commander';
import { MEDIA_KINDS } from '../../model/api/media.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import type { MediaListOrder, MediaUsageOrder } from './media-commands.ts';
import { parseWholeNumber } from './whole-number.ts';

/** The files of the media library, and the bytes behind them. */
export function registerMedia(program: Command, cli: Cli): void {
  const media = program
    .command('media')
    .description(
      'list media files, say where one is used, check that their bytes are there, remove those that nothing needs',
    )
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
    .command('usage')
    .description('the entries in which a file stands, and the public pages that show it')
    .argument('<media>', 'the id of the file')
    .option('--limit <number>', 'how many of each', parseWholeNumber, 50)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress media usage 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
        'stillpress media usage 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --json',
      ),
    )
    .action(async (mediaId: string, order: MediaUsageOrder) => {
      const { showUsage } = await import('./media-commands.ts');
      await showUsage(cli, { ...order, mediaId });
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
