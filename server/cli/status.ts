import type { Command } from 'commander';
import type { InstallationStatus } from '../operations/installation-status.ts';
import { describeWithheld } from '../store/withheld-publications.ts';
import { examples } from './cli.ts';
import type { Cli } from './cli.ts';

/** What is published, what visitors see, and by which release. */
export function registerStatus(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('show what is published and what visitors see')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('stillpress status', 'stillpress status --json'))
    .action(({ json }: { json?: true }) => showStatus(cli, json === true));
}

async function showStatus(cli: Cli, json: boolean): Promise<void> {
  const { readInstallationStatus } = await import('../operations/installation-status.ts');
  const { withInstallation } = await import('./open-installation.ts');
  await withInstallation(cli, async ({ config, database }) => {
    const status = await readInstallationStatus({ config, database });
    cli.print(json ? JSON.stringify(status, null, 2) : describe(status));
  });
}

function describe(status: InstallationStatus): string {
  const { applied, behind, logHead, pages, pin, releases, target, templateBuild, withheld } = status;
  const rows = [
    ['database', status.database],
    ['log head', `publication ${logHead.seq}`],
    [
      'applied',
      applied === null
        ? 'nothing yet'
        : `publication ${applied.seq}${behind > 0 ? ` (${behind} behind)` : ''}`,
    ],
    ['pages', pages === null ? 'none yet' : String(pages)],
    ['template build', templateBuild ?? 'none yet'],
    ['target', `${target.root} (live: ${target.live ?? 'none here'})`],
    ...(pin === null ? [] : [['held', describePin(pin)]]),
    ...withheld.map((publication) => ['held back', describeWithheld(publication)]),
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(16)}${value}`);
  const shown = releases.map(
    ({ finishedAt, number, reason, seq }) =>
      `  release ${number}  publication ${seq}  ${reason}  ${finishedAt ?? 'not finished'}`,
  );
  return [...lines, 'releases', ...(shown.length === 0 ? ['  none yet'] : shown)].join('\n');
}

function describePin({
  held,
  pinnedAt,
  reason,
  releaseNumber,
}: NonNullable<InstallationStatus['pin']>): string {
  const why = reason === null ? '' : `: ${reason}`;
  const waiting = held === 1 ? '1 publication waits' : `${held} publications wait`;
  return `at release ${releaseNumber} since ${pinnedAt}${why}; ${waiting} for "stillpress release resume"`;
}
