import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openBucket } from '../s3/bucket.ts';
import { createBucketUploads } from './bucket-uploads.ts';
import { createDiskUploads } from './disk-uploads.ts';
import type { MediaContext } from './media-context.ts';
import { openMediaStore } from './open-media-store.ts';

/** Where media are kept and arrive, and how large they may be, as the environment decides. */
export function mediaPlaceOf({
  dataDir,
  mediaLimits,
  mediaStore,
}: Pick<Config, 'dataDir' | 'mediaLimits' | 'mediaStore'>): Pick<
  MediaContext,
  'limits' | 'scratchFolder' | 'store' | 'uploads'
> {
  const scratchFolder = join(dataDir, 'arriving');
  return {
    store: openMediaStore(mediaStore),
    uploads:
      mediaStore.kind === 'disk'
        ? createDiskUploads({ scratchFolder })
        : createBucketUploads({ scratchFolder, bucket: openBucket(mediaStore.place) }),
    limits: mediaLimits,
    scratchFolder,
  };
}
