import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { isTargetInUse, targetName } from '../publishing/target/open-target.ts';
import { describeLacks, readAbilities } from '../publishing/target/s3/service-abilities.ts';
import { findDrift } from '../publishing/verify/find-drift.ts';
import type { FileProblem } from '../publishing/verify/report.ts';
import { readLatestRelease } from '../store/releases.ts';
import type { Cli } from './cli.ts';
import { withInstallation } from './open-installation.ts';
import type { Installation } from './open-installation.ts';
import { rebuildSite } from './rebuild-site.ts';

type Order = { json: boolean };

export async function showTarget(cli: Cli, { json }: Order): Promise<void> {
  await withInstallation(cli, async ({ config: { target }, database }) => {
    const latest = await readLatestRelease(database.db, { target: target.kind });
    const service = target.kind === 's3' ? readAbilities(target.folder) : null;
    const status = {
      kind: target.kind,
      place: targetName(target),
      release: latest?.number ?? null,
      isPublishing: isTargetInUse(target),
      service,
    };
    if (json) return cli.print(JSON.stringify(status, null, 2));
    const lines = [
      `${status.place}: ${status.release === null ? 'nothing released yet' : `release ${status.release}`}.`,
      status.isPublishing ? 'A process publishes to it.' : 'No process of this machine publishes to it.',
      ...(service === null ? [] : describeLacks(service)),
    ];
    cli.print(lines.join('\n'));
  });
}

export async function verifyTarget(cli: Cli, { json }: Order): Promise<void> {
  await withInstallation(cli, async (installation) => {
    const drift = await readDrift(installation);
    if (json) cli.print(JSON.stringify({ differences: drift }, null, 2));
    else cli.print(describe(drift));
    if (drift.length === 0) return;
    throw new AppError(
      'site-differs',
      `${countOf(drift.length, 'file is', 'files are')} not what releases have left. "stillpress target repair" puts that right.`,
    );
  });
}

export async function repairTarget(cli: Cli, { json }: Order): Promise<void> {
  let drift: FileProblem[] = [];
  await withInstallation(cli, async (installation) => {
    drift = await readDrift(installation);
  });
  if (drift.length > 0) {
    cli.note(describe(drift));
    return await rebuildSite(cli, { json, payload: {} });
  }
  cli.print(json ? JSON.stringify({ differences: [] }, null, 2) : 'There is nothing to put right.');
}

/** Throws `not-released` where there is nothing that could have been altered. */
async function readDrift({ config: { target }, database }: Installation): Promise<FileProblem[]> {
  if ((await readLatestRelease(database.db, { target: target.kind })) !== null)
    return await findDrift(target, database);
  throw new AppError('not-released', `Nothing has been released to ${targetName(target)} yet.`);
}

/** Beyond these a terminal scrolls away what matters; JSON has all of them. */
const SHOWN_MAX = 20;

function describe(drift: readonly FileProblem[]): string {
  if (drift.length === 0) return 'All files are what releases have left.';
  const lines = drift.slice(0, SHOWN_MAX).map(({ detail, file, kind }) => `${kind}  ${file}\n    ${detail}`);
  const more = drift.length - SHOWN_MAX;
  return [...lines, ...(more > 0 ? [`… and ${more} more: --json`] : [])].join('\n');
}
