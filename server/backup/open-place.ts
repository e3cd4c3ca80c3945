import type { Config } from '../config.ts';
import { createDiskPlace } from './disk-place.ts';
import type { BackupPlace } from './place.ts';
import { createS3Place } from './s3-place.ts';

export function openBackupPlace({ place }: Config['backup']): BackupPlace {
  return place.kind === 'disk' ? createDiskPlace(place) : createS3Place(place.place);
}
