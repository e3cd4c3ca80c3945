import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { redirectTargetOf } from '../../model/redirect-target.ts';
import type { ForeseenItem } from '../authoring/foresee-publication.ts';
import type { LinkResolution } from '../authoring/link-order.ts';
import { AppError } from '../errors.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

type Options = {
  entry?: string[];
  version?: number;
  withdraw?: true | string[];
  at?: Date;
  texts?: true;
  render: boolean;
  json?: true;
} & LinkOptions;

type LinkOptions = { redirect?: LinkPair[]; replace?: LinkPair[]; unlink?: string[] };
type LinkPair = { from: string; to: string };

/** Which pages a publication would change, and why. */
export function registerPlan(program: Command, cli: Cli): void {
  program
    .command('plan')
    .description('show which pages a publication of entries would change, and the read behind each')
    .option('--entry <ids...>', 'the ids of the entries to publish')
    .option(
      '--version <number>',
      'of a single entry, one of its versions in place of the draft',
      parseWholeNumber,
    )
    .addOption(
      new Option(
        '--withdraw [ids...]',
        'the ids of entries to withdraw at the same time; without any, those of --entry',
      ).conflicts('version'),
    )
    .option('--at <time>', 'when it would be published, as in 2026-05-01T08:00:00Z', parseTime)
    .addOption(pairsOption('--redirect <pairs...>', 'lead the visitors of what goes on, as in /old/=/new/'))
    .addOption(
      pairsOption(
        '--replace <pairs...>',
        'let links that would be dead lead elsewhere, as in /old/#end=/new/',
      ),
    )
    .option('--unlink <links...>', 'take links out that would be dead, as in /old/ or /old/#end')
    .addOption(new Option('--texts', 'also show how the text of each page changes').conflicts('render'))
    .option('--no-render', 'only name the pages that are going to be rendered')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --withdraw --json',
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --withdraw 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e11',
        'stillpress plan --entry 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --withdraw --redirect /old/=/new/',
      ),
    )
    .action(async ({ at, json, render, texts, ...named }: Options) => {
      const { planEntries } = await import('./plan-entries.ts');
      await planEntries(cli, {
        items: itemsOf(named),
        resolve: resolutionsOf(named),
        at,
        render,
        withTexts: texts === true,
        json: json === true,
      });
    });
}

function itemsOf({
  entry = [],
  version,
  withdraw,
}: Pick<Options, 'entry' | 'version' | 'withdraw'>): ForeseenItem[] {
  const withdrawn = withdraw === true ? entry : (withdraw ?? []);
  const published = withdraw === true ? [] : entry;
  const items: ForeseenItem[] = [
    ...published.map((entryId) => ({ action: 'publish' as const, entryId, version })),
    ...withdrawn.map((entryId) => ({ action: 'withdraw' as const, entryId })),
  ];
  if (items.length === 0)
    throw new AppError(
      'invalid-input',
      'Name an entry to publish with --entry, or one to withdraw with --withdraw.',
    );
  if (version !== undefined && items.length > 1)
    throw new AppError('invalid-input', '--version is for a single entry.');
  return items;
}

function pairsOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, pairs: LinkPair[] | undefined) => {
    const [, from, to] = /^(\/[^=]*)=(.+)$/.exec(value) ?? [];
    if (from === undefined || to === undefined)
      throw new InvalidArgumentError('It has to be two addresses, such as /old/=/new/.');
    return [...(pairs ?? []), { from, to }];
  });
}

function resolutionsOf({ redirect = [], replace = [], unlink = [] }: LinkOptions): LinkResolution[] {
  return [
    ...redirect.map(({ from: path, to }): LinkResolution => {
      return { path, by: 'redirect', to: redirectTargetOf(to), status: 301 };
    }),
    ...replace.map(({ from, to }): LinkResolution => {
      return { ...targetOf(from), by: 'replace', with: { href: to } };
    }),
    ...unlink.map((link): LinkResolution => ({ ...targetOf(link), by: 'unlink' })),
  ];
}

function targetOf(link: string): { path: string; anchor: string | null } {
  const [path = '', anchor = null] = link.split('#', 2);
  return { path, anchor };
}

function parseTime(value: string): Date {
  const time = new Date(value);
  if (/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('It has to be a time with its zone, such as 2026-05-01T08:00:00Z.');
}
