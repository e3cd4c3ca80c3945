import { openContentCache } from '../../../content-cache/cache.ts';
import { collectUnreferenced } from '../../../server/publishing/idle/collect-garbage.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { StepKind } from './step.ts';

/** What nothing needs any more is taken away, which the publisher itself does hours later. Every release stays one to go back to. */
export const collectGarbageStep: StepKind = {
  weight: 2,
  run: async (world) => {
    const { database, files, site } = world;
    await world.restart(async () => {
      const cache = openContentCache({ file: files.cacheFile, model: site.model });
      const target = openDiskTarget({ root: files.targetRoot });
      try {
        const when = { now: Date.now(), signal: new AbortController().signal };
        await collectUnreferenced({ database, cache, target }, when);
      } finally {
        target.close();
        cache.close();
      }
    });
  },
};
