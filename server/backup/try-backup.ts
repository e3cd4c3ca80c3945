import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentModel } from '../../model/content-model.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createDiskMediaStore } from '../media/disk-media-store.ts';
import { createPublicMedia } from '../public-media.ts';
import { createPublisher } from '../publishing/publisher.ts';
import { forgetPins } from '../store/target-pins.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { withScratchPostgres } from '../store/dumps/postgres-dump.ts';
import { SQLITE_FILE } from '../store/dumps/sqlite-dump.ts';
import { migrateUp } from '../store/migrate.ts';
import { readRecordedFiles } from '../store/recorded-files.ts';
import type { StoredFile } from '../store/releases.ts';
import { writeMediaOf, writePostgresOf, writeSqliteOf } from './open-backup.ts';
import type { OpenedBackup } from './open-backup.ts';

type Trying = {
  config: Pick<Config, 'dataDir' | 'databaseDirectUrl' | 'timeZone'>;
  log: Log;
  model: ContentModel;
  projectRoot?: string;
  /** An empty database for one of PostgreSQL; without it, one is made and removed again. */
  scratchUrl?: string | undefined;
  onStage?: (stage: 'database' | 'media' | 'site') => void;
};

export type TriedBackup = {
  id: string;
  /** How long a restore takes: the database and media, and then a site of it. */
  seconds: { database: number; media: number; site: number };
  mediaFiles: number;
  /** Of the site that was made of it. */
  files: number;
  /** Whether the templates are those of then: with others, pages differ for that. */
  hasSameTemplates: boolean;
  /** Files that are not what visitors had then. null: they had none. */
  differences: { file: string; kind: 'missing' | 'other-bytes' | 'unexpected' }[] | null;
};

/** Restores it into a place of its own and makes the site of it, which is compared with what visitors had when the backup was made. Nothing else is touched. */
export async function tryBackup(backup: OpenedBackup, trying: Trying): Promise<TriedBackup> {
  const { config, scratchUrl } = trying;
  const scratch = await mkdtemp(join(config.dataDir, 'trying-'));
  const tryIn = (url: string | undefined): Promise<TriedBackup> =>
    tryInPlace(backup, { ...trying, scratch, url });
  try {
    if (backup.manifest.database.dialect === 'sqlite') return await tryIn(undefined);
    if (scratchUrl !== undefined) return await tryIn(scratchUrl);
    const name = `stillpress_try_${crypto.randomUUID().replaceAll('-', '')}`;
    return await withScratchPostgres(config.databaseDirectUrl ?? '', { name, work: tryIn });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Place = Trying & { scratch: string; url: string | undefined };

async function tryInPlace(backup: OpenedBackup, place: Place): Promise<TriedBackup> {
  const { log, onStage, scratch, url } = place;
  const clock = startClock();
  onStage?.('database');
  if (url === undefined) await writeSqliteOf(backup, join(scratch, SQLITE_FILE));
  else await writePostgresOf(backup, url);
  const database = await openDatabase({ databaseUrl: url, dataDir: scratch, log });
  try {
    await database.installQueue();
    await migrateUp(database);
    const seconds = { database: clock(), media: 0, site: 0 };
    onStage?.('media');
    const store = createDiskMediaStore({ root: join(scratch, 'media') });
    const { restored } = await writeMediaOf(backup, store);
    seconds.media = clock();
    onStage?.('site');
    const site = await makeSite(backup, { ...place, database });
    seconds.site = clock();
    return { id: backup.manifest.id, seconds, mediaFiles: restored, ...site };
  } finally {
    await database.close();
  }
}

type Site = Pick<TriedBackup, 'differences' | 'files' | 'hasSameTemplates'>;

/** The clock of its pages stands at the moment of the backup. */
async function makeSite(
  { manifest }: OpenedBackup,
  { config, database, log, model, projectRoot, scratch, url }: Place & { database: Database },
): Promise<Site> {
  const {
    createdAt,
    database: { release },
    siteUrl,
  } = manifest;
  const target = { kind: 'disk' as const, root: join(scratch, 'public'), compress: false, durable: false };
  const before = release === null ? null : await readRecordedFiles(database.db, release);
  await database.write((tx) => forgetPins(tx));
  const publisher = await createPublisher({
    database,
    model,
    log,
    config: { dataDir: scratch, databaseUrl: url, siteUrl, target, timeZone: config.timeZone },
    media: createPublicMedia({
      dataDir: scratch,
      mediaStore: { kind: 'disk', root: join(scratch, 'media') },
    }),
    now: () => new Date(createdAt),
    ...(projectRoot !== undefined && { projectRoot }),
  });
  try {
    const { templateBuild } = await publisher.rebuild({ reason: 'rebuild' });
    const after = await readRecordedFiles(database.db, { target: target.kind });
    return {
      files: after.size,
      hasSameTemplates: templateBuild === release?.templateBuild,
      differences: before === null ? null : compare(before, after),
    };
  } finally {
    await publisher.stop();
  }
}

function compare(
  before: ReadonlyMap<string, StoredFile>,
  after: ReadonlyMap<string, StoredFile>,
): NonNullable<TriedBackup['differences']> {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((file) => {
    const [was, is] = [before.get(file), after.get(file)];
    if (is === undefined) return { file, kind: 'missing' as const };
    if (was === undefined) return { file, kind: 'unexpected' as const };
    return was.hash === is.hash && was.redirect?.location === is.redirect?.location
      ? []
      : { file, kind: 'other-bytes' as const };
  });
}

/** Seconds since the last time it was asked. */
function startClock(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1_000;
    last = now;
    return Math.round(seconds * 10) / 10;
  };
}
