import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openCacheView } from '../../content-cache/cache-view.ts';
import { contentModel } from '../../site/content-model.ts';
import { readConfig } from '../config.ts';
import type { S3Place } from '../config-s3.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { describeContentModelState, readContentModelState } from '../authoring/content-model-state.ts';
import { UPLOADS_FOLDER } from '../media/bucket-uploads.ts';
import { checkConfiguration, checkEnvironment } from '../operations/doctor/check-configuration.ts';
import { checkDatabase, checkMigrations } from '../operations/doctor/check-database.ts';
import { checkMedia } from '../operations/doctor/check-media.ts';
import { checkDisk } from '../operations/doctor/check-machine.ts';
import type { SampledFiles } from '../operations/doctor/check-publishing.ts';
import { checkTls } from '../operations/doctor/check-tls.ts';
import { checkAccounts } from '../operations/doctor/check-work.ts';
import { describeFailure, examine } from '../operations/doctor/examine.ts';
import { ok, warn } from '../operations/doctor/finding.ts';
import { installationChecks } from '../operations/doctor/installation-checks.ts';
import type { Check, Examined } from '../operations/doctor/finding.ts';
import type { InstallationStatus } from '../operations/installation-status.ts';
import { seePublisher } from '../publishing/read-publisher.ts';
import { findBucketDrift } from '../publishing/target/s3/find-bucket-drift.ts';
import { sampleLiveFiles } from '../publishing/sample-live-files.ts';
import type { Database } from '../store/database.ts';
import type { Cli } from './cli.ts';
import { commandContext } from './command-context.ts';
import { withInstallation } from './open-installation.ts';

type Options = { json: boolean; strict: boolean };

/** Whatever is wrong further up, what can still be looked at is. */
export async function examineInstallation(cli: Cli, { json, strict }: Options): Promise<void> {
  const found: Examined[] = [];
  const tell = (examined: Examined): void => {
    found.push(examined);
    if (!json) cli.print(describe(examined));
  };
  const look = async (checks: readonly Check[]): Promise<Examined[]> => await examine(checks, tell);
  try {
    const config = readConfig(cli.env);
    await look([
      checkConfiguration(config),
      checkAdminBuild(),
      checkDisk(config),
      checkMedia(config, { folder: UPLOADS_FOLDER }),
      checkTls(config),
    ]);
    await withInstallation(cli, ({ database }) => lookInside({ config, database, look }), { schema: 'any' });
  } catch (error) {
    const isOfEnvironment = error instanceof AppError && error.code === 'config-invalid';
    tell({ check: isOfEnvironment ? 'configuration' : 'database', ...describeFailure(error) });
  }
  if (json) cli.print(JSON.stringify({ checks: found }, null, 2));
  complain(found, { strict });
}

type Inside = { config: Config; database: Database; look: (checks: readonly Check[]) => Promise<Examined[]> };

async function lookInside({ config, database, look }: Inside): Promise<void> {
  const found = await look([checkDatabase(database, config), checkMigrations(database)]);
  // Without its tables there is nothing more to see.
  if (found.some(({ state }) => state === 'fail')) return;
  await look([
    checkEnvironment(database, config),
    checkContentModel(database),
    checkAccounts(database),
    ...installationChecks({
      config,
      database,
      seen: () => seePublisher(config),
      sample: (known) => sampleFiles(config, known),
    }),
  ]);
}

function checkContentModel(database: Database): Check {
  return {
    check: 'content model',
    look: async () => {
      const { context } = commandContext(database);
      const note = describeContentModelState(await database.read((tx) => readContentModelState(tx, context)));
      return note === null
        ? ok('the one that the content is of')
        : warn(
            note,
            'Look at the difference first: a migration changes drafts, and what is public stays as it is.',
          );
    },
  };
}

function checkAdminBuild(): Check {
  return {
    check: 'admin',
    look: async () =>
      existsSync(join(import.meta.dirname, '../../admin/dist/index.html'))
        ? ok('it is built')
        : warn(
            'the authoring interface is not built',
            'Run "npx vite build admin"; "npm start" and the image do so.',
          ),
  };
}

/** One request tells of a thousand files. */
async function lookAtBucket(place: S3Place): Promise<SampledFiles> {
  const { drift, looked } = await findBucketDrift(place);
  return { different: drift.map(({ file }) => file), looked };
}

/** While the site is held it is not what the publisher knows. */
async function sampleFiles(
  { dataDir, target }: Config,
  { pin }: InstallationStatus,
): Promise<SampledFiles | null> {
  if (target.kind === 's3') return await lookAtBucket(target.place);
  if (pin !== null) return null;
  const view = openCacheView({ file: join(dataDir, 'content-cache.sqlite'), model: contentModel });
  if (view === null) return null;
  try {
    return await sampleLiveFiles(view, target);
  } finally {
    view.close();
  }
}

function describe({ check, says, state, todo }: Examined): string {
  const line = `${state.padEnd(6)}${check.padEnd(16)}${says}`;
  return todo === null ? line : `${line}\n${' '.repeat(22)}→ ${todo}`;
}

function complain(found: readonly Examined[], { strict }: { strict: boolean }): void {
  const count = (state: Examined['state']): number => found.filter((each) => each.state === state).length;
  if (count('fail') === 0 && (!strict || count('warn') === 0)) return;
  throw new AppError(
    'not-healthy',
    `${count('fail')} of ${found.length} checks failed, ${count('warn')} warned. What to do stands beside each.`,
  );
}
