import { contentModel } from '../../site/content-model.ts';
import { AppError } from '../errors.ts';
import { PROJECT_ROOT } from '../publishing/project-root.ts';
import type { Cause, Difference, VerifyReport } from '../publishing/verify/report.ts';
import { verifySite } from '../publishing/verify/verify-site.ts';
import type { VerifyOptions } from '../publishing/verify/verify-site.ts';
import type { Cli } from './cli.ts';
import { countOf } from '../count-of.ts';
import { createPublicMedia } from '../public-media.ts';
import { withInstallation } from './open-installation.ts';
import { createProgress } from './progress.ts';

type Order = Pick<VerifyOptions, 'sample' | 'seed' | 'waitMs'> & { json: boolean };

/** After the report, throws `site-differs` where anything is not as it should be, and `template-failed` where that cannot be told. */
export async function verifyInstallation(cli: Cli, { json, ...order }: Order): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const progress = createProgress(cli);
    let report: VerifyReport;
    try {
      report = await verifySite({
        ...installation,
        ...order,
        model: contentModel,
        projectRoot: PROJECT_ROOT,
        media: createPublicMedia(installation.config),
        onProgress: ({ done, stage, total }) => progress.show(stage, done, total),
      });
    } finally {
      progress.end();
    }
    cli.print(json ? JSON.stringify(report, null, 2) : describeReport(report));
    const { length } = report.differences;
    const notRendered = countNotRendered(report);
    if (notRendered > 0) throw couldNotRender(notRendered);
    if (length > 0) {
      const what = countOf(length, 'file is', 'files are');
      throw new AppError(
        'site-differs',
        `${what} not what a fresh render makes. "stillpress rebuild" puts that right; ${whatComesBack(report)}`,
      );
    }
  });
}

/** Unless its origin is mended. */
function whatComesBack({ differences }: VerifyReport): string {
  const isAll = (kind: Cause['kind']): boolean => differences.every(({ cause }) => cause?.kind === kind);
  if (isAll('target')) return 'whoever writes to the target beside Stillpress will do it again.';
  return isAll('unrecorded')
    ? 'the templates will do it again as long as they keep what they have read: site/README.md says what to do instead.'
    : 'what should have told of it is a fault to report.';
}

function countNotRendered({ differences }: VerifyReport): number {
  return differences.filter(({ kind }) => kind === 'not-rendered').length;
}

function couldNotRender(count: number): AppError {
  return new AppError(
    'template-failed',
    `${countOf(count, 'page', 'pages')} could not be rendered, so that no file was compared: the report says why. It tells nothing of what visitors get. Mend the template; where a worker could not be started, remove the folder "builds" and verify again.`,
  );
}

/** Beyond these a terminal scrolls away what matters; JSON has all of them. */
const SHOWN_MAX = 20;

function describeReport(report: VerifyReport): string {
  const { basis, differences, filesCompared, pagesRendered, sample, seconds, seed } = report;
  const clock = `${basis.clock.hour}${basis.clockFrom === 'now' ? ' (now: the publisher keeps its clock elsewhere)' : ''}`;
  const without =
    basis.withheld.length === 0 ? '' : `, without what is held back: ${basis.withheld.join(', ')}`;
  const lines = [
    `Basis: release ${basis.release}, publication ${basis.seq}, template build ${basis.templateBuild.slice(0, 12)}, clock ${clock}, order ${seed}${without}`,
    ...differences.slice(0, SHOWN_MAX).flatMap(describeDifference),
    ...(differences.length > SHOWN_MAX ? [`… and ${differences.length - SHOWN_MAX} more: --json`] : []),
  ];
  const scope = sample === null ? 'All' : `Of a sample of ${countOf(sample, 'page', 'pages')}, all`;
  const done = `${countOf(pagesRendered, 'page', 'pages')} rendered, ${countOf(filesCompared, 'file', 'files')} compared in ${seconds.toFixed(1)} s`;
  const notRendered = countNotRendered(report);
  const found =
    notRendered > 0
      ? `${notRendered} not rendered`
      : countOf(differences.length, 'difference', 'differences');
  const result = differences.length === 0 ? `${scope} is as it should be` : found;
  return [...lines, `${result}: ${done}.`].join('\n');
}

function describeDifference({ bytes, cause, detail, file, kind, path, tree }: Difference): string[] {
  const lines = [`${kind}  ${path}${file === '' ? '' : `  (${file})`}`, `    ${detail}`];
  if (tree === 'standby') lines.push('    Visitors would get this with the next release: they do not yet.');
  if (bytes !== null) {
    lines.push(
      `    at byte ${bytes.offset}: ${JSON.stringify(bytes.live)}`,
      `    should be:  ${JSON.stringify(bytes.fresh)}`,
    );
  }
  return cause === null ? lines : [...lines, `    ${describeCause(cause)}`];
}

function describeCause(cause: Cause): string {
  switch (cause.kind) {
    case 'target':
      return 'What is on record is right: the file was altered beside Stillpress.';
    case 'unrecorded':
      return 'No read on record differs: the page depends on something that is not recorded, such as a variable in which its templates keep what an earlier page has read.';
    case 'unknown':
      return `Which read should have told of it cannot be said: ${cause.why}.`;
    case 'read':
      break;
  }
  const how = cause.recorded === null ? 'which is not on record' : 'whose answer on record is another one';
  return `It should have been rendered again for this read, ${how}: ${cause.read}`;
}
