import { resolve } from 'node:path';
import { Cron } from 'croner';
import type { Reader } from './config-reader.ts';
import { readS3Place, type S3Place } from './config-s3.ts';
import { VARIABLES } from './config-variables.ts';

/** How many of the newest days, weeks and months keep a backup: the last one of each. */
export type Keep = { daily: number; weekly: number; monthly: number };

/** Null where the text says nothing of the kind, such as `7d,4w,12m`. */
export function parseKeep(text: string): Keep | null {
  const keep: Keep = { daily: 0, weekly: 0, monthly: 0 };
  for (const part of text.split(',')) {
    const [, count = '', unit = ''] = /^([1-9]\d{0,3})([dwm])$/.exec(part.trim()) ?? [];
    if (count === '') return null;
    if (unit === 'd') keep.daily = Number(count);
    else if (unit === 'w') keep.weekly = Number(count);
    else keep.monthly = Number(count);
  }
  return keep;
}

export type BackupConfig = {
  place: { kind: 'disk'; root: string } | { kind: 's3'; place: S3Place };
  /** For whom they are sealed; none: they are not. */
  recipients: readonly string[];
  /** When one is made by itself, as a cron expression in UTC. */
  at: string | undefined;
  keep: Keep;
};

export function readBackup(reader: Reader, dataDir: string): BackupConfig {
  const recipients = (reader.text('BACKUP_RECIPIENTS') ?? '').split(',').map((name) => name.trim());
  const given = recipients.filter((name) => name !== '');
  for (const name of given)
    if (!/^age1[0-9a-z]{40,}$/.test(name))
      reader.refuse('BACKUP_RECIPIENTS', `"${name}" is not a recipient of age, which begins with age1.`);
  return { place: readPlace(reader, dataDir), recipients: given, at: readAt(reader), keep: readKeep(reader) };
}

function readPlace(reader: Reader, dataDir: string): BackupConfig['place'] {
  const place = readS3Place(reader, 'BACKUP_TO');
  if (place !== undefined) return { kind: 's3', place };
  const standard = resolve(dataDir, 'backups');
  const value = reader.text('BACKUP_TO') ?? `disk:${standard}`;
  const folder = /^disk:(.+)$/s.exec(value)?.[1];
  if (folder === undefined)
    reader.refuse(
      'BACKUP_TO',
      `"${value}" does not begin with disk: and a folder, or with s3:// and a bucket.`,
    );
  return { kind: 'disk', root: resolve(folder ?? standard) };
}

function readAt(reader: Reader): string | undefined {
  const value = reader.text('BACKUP_AT');
  if (value === undefined) return undefined;
  try {
    new Cron(value, { timezone: 'UTC', paused: true }).stop();
  } catch {
    reader.refuse('BACKUP_AT', `"${value}" is not a cron expression of five fields.`);
  }
  return value;
}

function readKeep(reader: Reader): Keep {
  const value = reader.text('BACKUP_KEEP') ?? VARIABLES.BACKUP_KEEP.default;
  const keep = parseKeep(value);
  if (keep === null)
    reader.refuse('BACKUP_KEEP', `"${value}" is not numbers of days, weeks and months, such as 7d,4w,12m.`);
  return keep ?? { daily: 1, weekly: 0, monthly: 0 };
}
