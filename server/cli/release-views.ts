import { listReleases } from '../authoring/list-releases.ts';
import { readRelease } from '../authoring/read-release.ts';
import { diffReleases } from '../store/diff-releases.ts';
import type { FileDifference } from '../store/diff-releases.ts';
import type { ReleasePurge } from '../store/release-purges.ts';
import type { StoredRelease } from '../store/releases.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { countOf } from '../count-of.ts';
import { nameEntries } from './name-entries.ts';
import { withInstallation } from './open-installation.ts';
import { table } from './table.ts';

export async function showReleases(
  cli: Cli,
  { json, limit }: { limit: number; json: boolean },
): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { context, call } = commandContext(database);
    const list = await listReleases(context, { ...call, limit });
    if (json) return cli.print(JSON.stringify(list, null, 2));
    const { pin, releases } = list;
    if (releases.length === 0) return cli.print('Nothing has been released yet.');
    cli.print(
      table([['release', 'publication', 'reason', 'rendered', 'finished'], ...releases.map(listRow)]),
    );
    if (pin !== null) cli.print(`The site is held at release ${pin.releaseNumber} since ${pin.pinnedAt}.`);
  });
}

function listRow({ finishedAt, number, pagesRendered, reason, seq }: StoredRelease): string[] {
  return [String(number), String(seq), reason, String(pagesRendered), finishedAt ?? 'not finished'];
}

export async function showRelease(
  cli: Cli,
  { json, number }: { number: number; json: boolean },
): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const { context, call } = commandContext(database);
    const release = await readRelease(context, { ...call, number });
    if (json) return cli.print(JSON.stringify(release, null, 2));
    const { files, finishedAt, purge, reason, seq, templateBuild, timings, work } = release;
    const facts = [
      ['release', String(number)],
      ['reason', reason],
      ['publication', String(seq)],
      ['template build', templateBuild],
      ['finished', finishedAt ?? 'not finished'],
      ['work', describeNumbers(work)],
      ['milliseconds', describeNumbers(timings)],
      ...(purge === null ? [] : [['CDN', describePurge(purge)]]),
    ];
    cli.print(table(facts));
    const named = await nameEntries(
      database,
      files.map(({ cause }) => cause ?? ''),
    );
    const rows = files.map(({ cause, change, path }) => [change, path, named(cause ?? '')]);
    cli.print(rows.length === 0 ? 'It changed no file.' : table(rows));
  });
}

function describePurge({ at, error, state, urls }: ReleasePurge): string {
  if (state === 'done') return `told of ${countOf(urls, 'address', 'addresses')} at ${at}`;
  return error === null ? 'is told in a moment' : `not told yet: ${error}`;
}

/** Of one, and of any other number. */
const WORK_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  rowsRead: ['row read', 'rows read'],
  readsReevaluated: ['read re-evaluated', 'reads re-evaluated'],
  readsChanged: ['of them changed', 'of them changed'],
  pagesRendered: ['page rendered', 'pages rendered'],
  pagesProven: ['of them before the commit', 'of them before the commit'],
};

function describeNumbers(numbers: Record<string, number>): string {
  const parts = Object.entries(numbers).map(([name, value]) =>
    countOf(value, ...(WORK_NAMES[name] ?? [name, name])),
  );
  return parts.length === 0 ? 'not counted' : parts.join(', ');
}

export async function showDifference(
  cli: Cli,
  { from, json, to }: { from: number; to: number; json: boolean },
): Promise<void> {
  await withInstallation(cli, async ({ database }) => {
    const files = await database.read((tx) => diffReleases(tx, { from, to }));
    if (json) return cli.print(JSON.stringify({ from, to, files }, null, 2));
    cli.print(
      files.length === 0
        ? `Release ${from} and release ${to} are the same.`
        : table(files.map(differenceRow)),
    );
  });
}

function differenceRow({ after, before, path }: FileDifference): string[] {
  return [before === null ? 'created' : after === null ? 'removed' : 'changed', path];
}
