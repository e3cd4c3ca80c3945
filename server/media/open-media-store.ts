import type { Config } from '../config.ts';
import { createDiskMediaStore } from './disk-media-store.ts';
import type { MediaStore } from './media-store.ts';
import { createS3MediaStore } from './s3-media-store.ts';

export function openMediaStore(config: Config['mediaStore']): MediaStore {
  return config.kind === 'disk' ? createDiskMediaStore(config) : createS3MediaStore(config);
}
