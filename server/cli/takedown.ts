import type { Command } from 'commander';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** For legal demands: an entry and everything ever written in it, gone for good. */
export function registerTakedown(program: Command, cli: Cli): void {
  program
    .command('takedown')
    .description('withdraw an entry and erase everything ever written in it, for good')
    .argument('<entry>', 'the id of the entry')
    .requiredOption('--reason <text>', 'who demanded it, for the record that is kept')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('stillpress takedown 01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10 --reason "Court order 12/34"'),
    )
    .action((entryId: string, { json, reason }: { json?: true; reason: string }) =>
      takeDown(cli, { entryId, reason, json: json === true }),
    );
}

async function takeDown(
  cli: Cli,
  { entryId, json, reason }: { entryId: string; reason: string; json: boolean },
): Promise<void> {
  const { takedownEntry } = await import('../authoring/takedown-entry.ts');
  const { commandContext } = await import('./command-context.ts');
  const { withInstallation } = await import('./open-installation.ts');
  const { awaitErasure } = await import('./await-erasure.ts');
  await withInstallation(cli, async (installation) => {
    const { context, call } = commandContext(installation.database);
    const { jobId, publication, takedown } = await takedownEntry(context, { ...call, entryId, reason });
    // What was done stands, whatever comes of the rest.
    if (json) cli.print(JSON.stringify({ takedown, publication }, null, 2));
    else
      for (const line of [
        `Taken down on ${takedown.takenDownAt}: ${takedown.reason}`,
        ...takedown.paths.map(indent),
      ])
        cli.print(line);
    cli.note(await awaitErasure(installation, { jobId }));
    if (publication !== null) cli.note('“stillpress links check” names the links that lead nowhere now.');
  });
}

function indent(line: string): string {
  return `  ${line}`;
}
