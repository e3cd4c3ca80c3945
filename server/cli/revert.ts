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
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress revert 42', 'stillpress revert 42 --json'))
    .action((seq: number, { json, yes }: { json?: true; yes?: true }) =>
      revert(cli, { seq, json: json === true, isConfirmed: yes === true }),
    );
}

type Order = { seq: number; json: boolean; isConfirmed: boolean };

async function revert(cli: Cli, { isConfirmed, json, seq }: Order): Promise<void> {
  const { requireFewWithdrawn } = await import('./require-few-withdrawn.ts');
  const { revertPublication } = await import('../authoring/revert-publication.ts');
  const { commandContext } = await import('./command-context.ts');
  const { withInstallation } = await import('./open-installation.ts');
  await withInstallation(cli, async ({ database }) => {
    if (!isConfirmed) await requireFewWithdrawn(database, { seq });
    const { context, call } = commandContext(database);
    const { publication } = await revertPublication(context, { ...call, seq });
    cli.print(
      json
        ? JSON.stringify({ reverted: seq, publication }, null, 2)
        : `Publication ${publication.seq} takes publication ${seq} back.`,
    );
  });
}
