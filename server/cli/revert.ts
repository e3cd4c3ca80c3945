import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';
import { parseWholeNumber } from './whole-number.ts';

/** One publication taken back, by another one. */
export function registerRevert(program: Command, cli: Cli): void {
  program
    .command('revert')
    .description('take a publication back: what was public before it is public again')
    .argument('<seq>', 'its number in the publication log', parseWholeNumber)
    .option('--yes', 'also where it withdraws many entries')
    .option('--links-anyway', 'also where it leaves links dead; nobody looks for them then')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress revert 42', 'stillpress revert 42 --json'))
    .action((seq: number, { json, linksAnyway, yes }: Options) =>
      revert(cli, {
        seq,
        json: json === true,
        isConfirmed: yes === true,
        leavesLinksDead: linksAnyway === true,
      }),
    );
}

type Options = { json?: true; linksAnyway?: true; yes?: true };
type Order = { seq: number; json: boolean; isConfirmed: boolean; leavesLinksDead: boolean };

async function revert(cli: Cli, { isConfirmed, json, leavesLinksDead, seq }: Order): Promise<void> {
  const { requireFewWithdrawn } = await import('./require-few-withdrawn.ts');
  const { revertPublication } = await import('../authoring/revert-publication.ts');
  const { commandContext } = await import('./command-context.ts');
  const { withInstallation } = await import('./open-installation.ts');
  const { lookingAtLinks } = await import('./look-at-links.ts');
  await withInstallation(cli, async (installation) => {
    const { database } = installation;
    if (!isConfirmed) await requireFewWithdrawn(database, { seq });
    const { context, call } = commandContext(database);
    const looks = leavesLinksDead ? {} : lookingAtLinks(installation);
    const { brokenLinks, publication } = await revertPublication({ ...context, ...looks }, { ...call, seq });
    if (json) return cli.print(JSON.stringify({ reverted: seq, publication, brokenLinks }, null, 2));
    cli.print(`Publication ${publication.seq} takes publication ${seq} back.`);
    for (const { anchor, from, path } of brokenLinks)
      cli.print(
        `dead link  ${path}${anchor === null ? '' : `#${anchor}`} on ${from.map((page) => page.path).join(', ')}`,
      );
  });
}
