import type { Config } from '../config.ts';
import { addressOfFolder } from '../s3/bucket-address.ts';
import { UPLOADS_FOLDER } from './bucket-uploads.ts';

/** Below which browsers put parts; null where they are to put none. */
export async function directAddressOf({
  mediaDirectUploads,
  mediaStore,
}: Pick<Config, 'mediaDirectUploads' | 'mediaStore'>): Promise<string | null> {
  if (!mediaDirectUploads || mediaStore.kind === 'disk') return null;
  return await addressOfFolder(mediaStore.place, UPLOADS_FOLDER);
}
