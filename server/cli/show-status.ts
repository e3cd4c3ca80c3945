import { join } from 'node:path';
import { openCacheView, type CacheView } from '../../content-cache/cache-view.ts';
import { contentModel } from '../../site/content-model.ts';
import { describeContentModelState, readContentModelState } from '../authoring/content-model-state.ts';
import type { ContentModelState } from '../authoring/content-model-state.ts';
import { describeHeldSite } from '../operations/held-site.ts';
import { isAlive, readInstallationStatus } from '../operations/installation-status.ts';
import type { InstallationStatus } from '../operations/installation-status.ts';
import { readPublisher } from '../publishing/read-publisher.ts';
import type { SeenPublisher } from '../publishing/read-publisher.ts';
import { describeLacks, readAbilities } from '../publishing/target/s3/service-abilities.ts';
import { describeWithheld } from '../store/withheld-publications.ts';
import type { Database } from '../store/database.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';

type Status = InstallationStatus &
  SeenPublisher & {
    pages: Pages | null;
    /** What the S3 service can; null for another target, and where it was not tried out from this machine. */
    service: ReturnType<typeof readAbilities>;
    contentModel: Omit<ContentModelState, 'differences'> & { note: string | null };
  };

type Pages = {
  /** While the site is held: those that are public once it is resumed. */
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
        ...readPublisher(config),
        service: config.target.kind === 's3' ? readAbilities(config.target.folder) : null,
        pages: view === null ? null : view.at(() => countPages(view)),
        contentModel: await readModel(database),
      };
      cli.print(json ? JSON.stringify(status, null, 2) : describe(status));
    } finally {
      view?.close();
    }
  });
}

async function readModel(database: Database): Promise<Status['contentModel']> {
  const { context } = commandContext(database);
  const state = await database.read((tx) => readContentModelState(tx, context));
  const { differences: _, ...shown } = state;
  return { ...shown, note: describeContentModelState(state) };
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
  const {
    applied,
    behind,
    contentModel: modelState,
    logHead,
    pages,
    pin,
    releases,
    target,
    templateBuild,
    withheld,
  } = status;
  const rows = [
    ['database', status.database],
    ...(status.environment === null ? [] : [['environment', status.environment]]),
    ['log head', `publication ${logHead.seq}`],
    [
      'applied',
      applied === null
        ? 'nothing yet'
        : `publication ${applied.seq}${behind > 0 ? ` (${behind} behind)` : ''}`,
    ],
    ['pages', pages === null ? 'none here' : describePages(pages, pin)],
    ['content model', modelState.note ?? 'the one that the content is of'],
    ['template build', templateBuild ?? 'none yet'],
    ['target', describeTarget(target, status)],
    ['publisher', describePublisher(status)],
    ['schedules', describeSchedules(status.schedules)],
    ...(pin === null ? [] : [['held', describeHeldSite(pin)]]),
    ...withheld.map((publication) => [
      'held back',
      describeWithheld(publication, { isSiteHeld: pin !== null }),
    ]),
    ...problemRows(status),
    ...alarmRows(status),
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(16)}${value}`);
  const shown = releases.map(
    ({ finishedAt, number, reason, seq }) =>
      `  release ${number}  publication ${seq}  ${reason}  ${finishedAt ?? 'not finished'}`,
  );
  return [...lines, 'releases', ...(shown.length === 0 ? ['  none yet'] : shown)].join('\n');
}

function describeSchedules(schedules: Status['schedules']): string {
  const { armed, blocked, lastLatenessMs, maxLatenessMs, nextDueAt } = schedules;
  const next = nextDueAt === null ? '' : `, the next one at ${nextDueAt}`;
  const last =
    lastLatenessMs === null
      ? ''
      : `; the last one fired ${lastLatenessMs} ms after its time${maxLatenessMs === null ? '' : `, at most ${maxLatenessMs} ms within a day`}`;
  return `${armed} armed, ${blocked} blocked${next}${last}`;
}

function describeTarget(target: Status['target'], status: Status): string {
  if (target.kind === 'disk') return `${target.root} (live: ${target.live ?? describeNoTree(status)})`;
  return [target.bucket, ...(status.service === null ? [] : describeLacks(status.service))].join(
    '\n                ',
  );
}

/** What has been released may be on another machine, or have been deleted. */
function describeNoTree({ applied }: Status): string {
  return applied === null
    ? 'none here'
    : 'none here; if visitors read this folder, "stillpress rebuild" makes it again';
}

function describePages({ candidate, outOfDate, public: count }: Pages, pin: Status['pin']): string {
  const stale = outOfDate === 0 ? '' : `, ${outOfDate} to be rendered`;
  const next =
    candidate === null
      ? ''
      : `; being rendered anew with template build ${candidate.templateBuild.slice(0, 12)}: ${candidate.rendered} done, ${candidate.left} left`;
  const held = pin === null ? '' : `those of release ${pin.releaseNumber}; once the site is resumed: `;
  return `${held}${count}${stale}${next}`;
}

function describePublisher({ isPublishing, leader, publisher }: Status): string {
  if (!isPublishing && isAlive(leader)) return `${leader?.process}, which has led since ${leader?.since}`;
  if (isPublishing)
    return publisher?.state === 'running'
      ? `process ${publisher.pid}`
      : 'a process that has told nothing of itself';
  if (publisher === null) return 'none runs here';
  const end = publisher.state === 'gone' ? 'ended without saying so' : `stopped at ${publisher.since}`;
  return `none runs here; the last one ${end}`;
}

/** What the last publisher met is no longer so, or not known to be. */
function problemRows({ publisher }: Status): string[][] {
  const { problem = null, templateProblem = null } = publisher ?? {};
  const isCurrent = publisher?.state === 'running';
  const rows: string[][] = [];
  if (problem !== null) {
    const { attempts, isReleased, message, retryAt, seq, since } = problem;
    const what = isReleased ? 'pages could not be rendered' : `publication ${seq} could not be released`;
    const times = attempts === 1 ? 'once' : `${attempts} times`;
    const again = isCurrent ? `, again at ${retryAt}` : '';
    rows.push([
      isCurrent ? 'problem' : 'last problem',
      `${what} since ${since}, tried ${times}${again}: ${indented(message)}`,
    ]);
  }
  if (templateProblem !== null) {
    const when = isCurrent ? 'as they are now are' : 'as they were when it ended were';
    rows.push(['templates', `${when} not used: ${indented(templateProblem.message)}`]);
  }
  return rows;
}

const ALARMS_SHOWN = 3;

function alarmRows({ publisher }: Status): string[][] {
  return (publisher?.alarms ?? []).slice(-ALARMS_SHOWN).map(({ at, found, path, reads }) => {
    const about = reads.length === 0 ? '' : ` (${reads.join('; ')})`;
    return ['alarm', `${path} was not what its templates make, at ${at}. ${found}${about}`];
  });
}

function indented(message: string): string {
  return message.replaceAll('\n', `\n${' '.repeat(16)}`);
}
