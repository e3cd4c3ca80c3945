import { rmSync } from 'node:fs';
import type { StepKind } from './step.ts';

/** The content cache is derived: without it the publisher makes it again. */
export const deleteCache: StepKind = {
  weight: 1,
  run: async (world) => {
    await world.restart(() => {
      for (const end of ['', '-wal', '-shm', '-in-use']) rmSync(world.files.cacheFile + end, { force: true });
    });
  },
};
