import { pino } from 'pino';
import { contentModel } from '../../site/content-model.ts';
import { createBackup, readNamed } from '../backup/create-backup.ts';
import { findManifest, listManifests, type Manifest } from '../backup/manifest.ts';
import { openBackupPlace } from '../backup/open-place.ts';
import type { OpenedBackup } from '../backup/open-backup.ts';
import type { BackupPlace } from '../backup/place.ts';
import { pruneBackups } from '../backup/prune-backups.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { readIdentities } from '../backup/seal.ts';
import { tryBackup, type TriedBackup } from '../backup/try-backup.ts';
import type { MediaProgress } from '../backup/write-media.ts';
import { readConfig, type Config } from '../config.ts';
import { countOf } from '../count-of.ts';
import { AppError } from '../errors.ts';
import { createLog } from '../log.ts';
import { openMediaStore } from '../media/open-media-store.ts';
import { isTargetInUse } from '../publishing/target/open-target.ts';
import type { Cli } from './cli.ts';
import { megabytes } from './megabytes.ts';
import { withInstallation } from './open-installation.ts';
import { createProgress } from './progress.ts';
import { table } from './table.ts';

type Order = { json: boolean };

export async function createOne(cli: Cli, { json }: Order): Promise<void> {
  await withInstallation(cli, async ({ config, database, log }) => {
    const media = openMediaStore(config.mediaStore);
    const progress = createProgress(cli);
    const onProgress = ({ done, total }: MediaProgress): void => progress.show('media', done, total);
    const { manifest, name } = await withPlace(config, async (place) => ({
      manifest: await createBackup({ config, database, log, media, place, onProgress }),
      name: place.name,
    })).finally(() => progress.end());
    cli.print(json ? JSON.stringify(manifest, null, 2) : describe(manifest, name));
    const { missing } = manifest.media;
    if (missing.length > 0)
      cli.note(
        `${countOf(missing.length, 'file of media was', 'files of media were')} lost before: ${missing[0]} …`,
      );
  });
}

export async function listAll(cli: Cli, { json }: Order): Promise<void> {
  const config = readConfig(cli.env);
  const manifests = await withPlace(config, listManifests);
  if (json) return cli.print(JSON.stringify({ backups: manifests }, null, 2));
  if (manifests.length === 0)
    return cli.print('There is no backup yet. "stillpress backup create" makes one.');
  const rows = manifests.map(({ database, id, media, recipients }) => [
    id,
    String(database.seq),
    megabytes(sizeOf(database.parts)),
    `${media.count} (${megabytes(media.bytes)})`,
    recipients.length === 0 ? 'no' : 'yes',
  ]);
  return cli.print(table([['backup', 'publication', 'database', 'media', 'sealed'], ...rows]));
}

type Opening = Order & { id: string; identityFile: string | undefined };

export async function verifyOne(
  cli: Cli,
  { json, scratchUrl, ...opening }: Opening & { scratchUrl: string | undefined },
): Promise<void> {
  const config = readConfig(cli.env);
  const log = createLog(
    { logLevel: cli.env['LOG_LEVEL'] ? config.logLevel : 'error' },
    pino.destination({ dest: 2, sync: true }),
  );
  const tried = await withBackup(config, opening, (backup) =>
    tryBackup(backup, {
      config,
      log,
      model: contentModel,
      scratchUrl,
      onStage: (stage) => cli.note(`… ${stage}`),
    }),
  );
  cli.print(json ? JSON.stringify(tried, null, 2) : describeTried(tried));
  const different = tried.differences?.length ?? 0;
  if (different === 0 || !tried.hasSameTemplates) return;
  throw new AppError(
    'site-differs',
    `${countOf(different, 'file', 'files')} of the site that this backup makes are not what visitors had.`,
  );
}

export async function restoreOne(
  cli: Cli,
  { json, mayReplace, of, ...opening }: Opening & { mayReplace: boolean; of: string | undefined },
): Promise<void> {
  const config = readConfig(cli.env);
  if (isTargetInUse(config.target))
    throw new AppError(
      'publisher-busy',
      'A process of this installation runs. Stop web and worker, then restore.',
    );
  const progress = createProgress(cli);
  const restored = await withBackup(config, opening, (backup) =>
    restoreBackup(
      backup,
      {
        config,
        media: openMediaStore(config.mediaStore),
        onProgress: ({ done, total }) => progress.show('media', done, total),
      },
      { mayReplace, of, now: new Date() },
    ),
  ).finally(() => progress.end());
  if (json) return cli.print(JSON.stringify(restored, null, 2));
  const { aside, media } = restored;
  return cli.print(
    [
      `Restored: the database, and ${countOf(media.restored, 'file of media', 'files of media')} (${media.there} were there).`,
      ...(media.missing.length > 0 ? [`Lost before the backup was made: ${media.missing.join(', ')}.`] : []),
      ...(aside === null ? [] : [`What was there before is in ${aside}.`]),
      'Run "stillpress migrate up" where the program is newer than the backup, then start it: the site follows by itself.',
    ].join('\n'),
  );
}

export async function prune(cli: Cli, { isTrial, json }: Order & { isTrial: boolean }): Promise<void> {
  await withInstallation(cli, async ({ config, database }) => {
    const { keep } = config.backup;
    const now = new Date();
    const named = await readNamed(database, now);
    const pruned = await withPlace(config, (place) => pruneBackups(place, { keep, now, named, isTrial }));
    if (json) return cli.print(JSON.stringify(pruned, null, 2));
    const { backups, broken, bytes, mediaFiles } = pruned;
    if (bytes === 0) return cli.print('There is nothing to remove.');
    const would = isTrial ? 'would be removed' : 'removed';
    return cli.print(
      [
        `${megabytes(bytes)} ${would}: ${countOf(backups.length, 'backup', 'backups')}, ${broken.length} broken off, ${countOf(mediaFiles, 'file of media', 'files of media')}.`,
        ...[...backups, ...broken].map((id) => `  ${id}`),
      ].join('\n'),
    );
  });
}

async function withPlace<T>(config: Config, work: (place: BackupPlace) => Promise<T>): Promise<T> {
  const place = openBackupPlace(config.backup);
  try {
    return await work(place);
  } finally {
    place.close();
  }
}

async function withBackup<T>(
  config: Config,
  { id, identityFile }: Pick<Opening, 'id' | 'identityFile'>,
  work: (backup: OpenedBackup) => Promise<T>,
): Promise<T> {
  return await withPlace(config, async (place) => {
    const manifest = await findManifest(place, id);
    const identities = identityFile === undefined ? [] : await readIdentities(identityFile);
    return await work({ place, manifest, identities });
  });
}

function describe({ database, id, media, recipients, seconds }: Manifest, place: string): string {
  const sealed =
    recipients.length === 0
      ? 'not sealed'
      : `sealed for ${countOf(recipients.length, 'recipient', 'recipients')}`;
  return `Backup ${id} in ${place}: database ${megabytes(sizeOf(database.parts))}, ${countOf(media.count, 'file of media', 'files of media')} (${megabytes(media.bytes)}), ${sealed}, in ${seconds.toFixed(1)} s.`;
}

const SHOWN_MAX = 20;

function describeTried({
  differences,
  files,
  hasSameTemplates,
  id,
  mediaFiles,
  seconds,
}: TriedBackup): string {
  const took = `database ${seconds.database} s, media ${seconds.media} s, site ${seconds.site} s`;
  const head = `Backup ${id} can be restored: ${took} (${countOf(mediaFiles, 'file of media', 'files of media')}, ${countOf(files, 'file', 'files')} of the site).`;
  if (differences === null) return `${head}\nNothing had been released when it was made.`;
  if (differences.length === 0) return `${head}\nThe site that it makes is what visitors had then.`;
  const why = hasSameTemplates ? '' : ' Its templates are not those of today, which may be why.';
  const lines = differences.slice(0, SHOWN_MAX).map(({ file, kind }) => `${kind}  ${file}`);
  const more = differences.length - SHOWN_MAX;
  return [
    head,
    `${countOf(differences.length, 'file is', 'files are')} not what visitors had then.${why}`,
    ...lines,
    ...(more > 0 ? [`… and ${more} more: --json`] : []),
  ].join('\n');
}

function sizeOf(parts: readonly { bytes: number }[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
