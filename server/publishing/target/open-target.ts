import type { TargetConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { isDiskTargetInUse, openDiskTarget } from './disk-target.ts';
import { isS3TargetInUse, openS3Target } from './s3/s3-target.ts';
import { noteInFolder, requireOwnTarget } from './environment-note.ts';
import { describeLacks } from './s3/service-abilities.ts';
import type { Lead, Target } from './target.ts';

type Options = {
  log: Log;
  lead: Lead;
  /** Ends what is under way. */
  signal?: AbortSignal;
};

/** Throws `publisher-busy` while another process publishes to it. */
export async function openTarget(config: TargetConfig, { lead, log, signal }: Options): Promise<Target> {
  const { appEnv = null } = config;
  if (config.kind === 'disk') return await leadDisk(config, lead);
  const { folder, place } = config;
  return await openS3Target({
    appEnv,
    folder,
    place,
    lead,
    signal,
    onAbilities: (bucket, abilities) => {
      log.info({ bucket, abilities }, 'the S3 service was tried out');
      for (const lack of describeLacks(abilities)) log.warn({ bucket }, lack);
    },
  });
}

type DiskConfig = Extract<TargetConfig, { kind: 'disk' }>;

/** Its lock is all there is: nobody else can be at work on the folder. */
async function leadDisk(config: DiskConfig, lead: Lead): Promise<Target> {
  const target = openDiskTarget(config);
  try {
    await lead({ target: target.name, holder: target.name, isAlone: true });
    await requireOwnTarget(noteInFolder(config.root), config.appEnv ?? null);
    return target;
  } catch (error) {
    target.close();
    throw error;
  }
}

/** Whether a process publishes to it now: to a folder, as any machine that sees it can tell; to a bucket, a process of this machine. */
export function isTargetInUse(config: TargetConfig): boolean {
  return config.kind === 'disk' ? isDiskTargetInUse(config) : isS3TargetInUse(config);
}

/** What whoever publishes writes down besides is kept here. */
export function targetFolder(config: TargetConfig): string {
  return config.kind === 'disk' ? config.root : config.folder;
}

/** As an operator knows it. */
export function targetName(config: TargetConfig): string {
  return config.kind === 'disk' ? config.root : `s3://${config.place.bucket}/${config.place.prefix}`;
}
