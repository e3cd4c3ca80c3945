import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { MediaContext } from './media-context.ts';
import { openMediaStore } from './open-media-store.ts';

/** Where media are kept and arrive, and how large they may be, as the environment decides. */
export function mediaPlaceOf({
  dataDir,
  mediaLimits,
  mediaStore,
}: Pick<Config, 'dataDir' | 'mediaLimits' | 'mediaStore'>): Pick<
  MediaContext,
  'limits' | 'scratchFolder' | 'store'
> {
  return {
    store: openMediaStore(mediaStore),
    limits: mediaLimits,
    scratchFolder: join(dataDir, 'arriving'),
  };
}
