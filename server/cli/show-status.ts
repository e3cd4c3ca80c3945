import { join } from 'node:path';
import { openCacheView, type CacheView } from '../../content-cache/cache-view.ts';
import { contentModel } from '../../site/content-model.ts';
import { describeHeldSite } from '../operations/held-site.ts';
import { readInstallationStatus } from '../operations/installation-status.ts';
import type { InstallationStatus } from '../operations/installation-status.ts';
import { readPublisherState } from '../publishing/publisher-state.ts';
import type { PublisherState } from '../publishing/publisher-state.ts';
import { describeWithheld } from '../store/withheld-publications.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';

type Status = InstallationStatus & {
  /** What the process that publishes, or did last, says of itself; null where it has another data folder. */
  publisher: PublisherState | null;
  pages: Pages | null;
};

type Pages = {
  public: number;
  outOfDate: number;
  /** Pages for new templates, or all anew, before they take the place of those that visitors see. */
  candidate: { templateBuild: string; rendered: number; left: number } | null;
};

export async function showStatus(cli: Cli, { json }: { json: boolean }): Promise<void> {
  await withInstallation(cli, async ({ config, database }) => {
    const { dataDir } = config;
    const view = openCacheView({ file: join(dataDir, 'content-cache.sqlite'), model: contentModel });
    try {
      const status = {
        ...(await readInstallationStatus({ config, database })),
        publisher: readPublisherState(dataDir),
        pages: view === null ? null : view.at(() => countPages(view)),
      };
      cli.print(json ? JSON.stringify(status, null, 2) : describe(status));
    } finally {
      view?.close();
    }
  });
}

function countPages({ pages }: CacheView): Pages | null {
  const live = pages.find('live');
  const candidate = pages.find('candidate');
  if (live === null && candidate === null) return null;
  return {
    public: live === null ? 0 : pages.countPages(live.graphId),
    outOfDate: live === null ? 0 : pages.countDirty(live.graphId),
    candidate: candidate && {
      templateBuild: candidate.templateBuild,
      rendered: pages.countPages(candidate.graphId),
      left: pages.countDirty(candidate.graphId),
    },
  };
}

function describe(status: Status): string {
  const { applied, behind, logHead, pages, pin, publisher, releases, target, templateBuild, withheld } =
    status;
  const rows = [
    ['database', status.database],
    ['log head', `publication ${logHead.seq}`],
    [
      'applied',
      applied === null
        ? 'nothing yet'
        : `publication ${applied.seq}${behind > 0 ? ` (${behind} behind)` : ''}`,
    ],
    ['pages', pages === null ? 'none here' : describePages(pages)],
    ['template build', templateBuild ?? 'none yet'],
    ['target', `${target.root} (live: ${target.live ?? 'none here'})`],
    ...(publisher === null ? [] : [['publisher', describePublisher(publisher)]]),
    ...(pin === null ? [] : [['held', describeHeldSite(pin)]]),
    ...withheld.map((publication) => ['held back', describeWithheld(publication)]),
    ...problemRows(publisher),
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(16)}${value}`);
  const shown = releases.map(
    ({ finishedAt, number, reason, seq }) =>
      `  release ${number}  publication ${seq}  ${reason}  ${finishedAt ?? 'not finished'}`,
  );
  return [...lines, 'releases', ...(shown.length === 0 ? ['  none yet'] : shown)].join('\n');
}

function describePages({ candidate, outOfDate, public: count }: Pages): string {
  const stale = outOfDate === 0 ? '' : `, ${outOfDate} to be rendered`;
  const next =
    candidate === null
      ? ''
      : `; being rendered anew with template build ${candidate.templateBuild.slice(0, 12)}: ${candidate.rendered} done, ${candidate.left} left`;
  return `${count}${stale}${next}`;
}

function describePublisher({ pid, since, state }: PublisherState): string {
  return state === 'running' ? `process ${pid}` : `none runs here; the last one stopped at ${since}`;
}

function problemRows(publisher: PublisherState | null): string[][] {
  const { problem = null, templateProblem = null } = publisher ?? {};
  const rows: string[][] = [];
  if (problem !== null) {
    const { attempts, message, retryAt, seq, since } = problem;
    const times = attempts === 1 ? 'once' : `${attempts} times`;
    rows.push([
      'problem',
      `publication ${seq} could not be released since ${since}, tried ${times}, again at ${retryAt}: ${indented(message)}`,
    ]);
  }
  if (templateProblem !== null)
    rows.push(['templates', `as they are now are not used: ${indented(templateProblem.message)}`]);
  return rows;
}

function indented(message: string): string {
  return message.replaceAll('\n', `\n${' '.repeat(16)}`);
}
