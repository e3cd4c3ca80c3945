import { readFileSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** The name is looked up through `live` each time, as a server does. */
export type LiveFileWatch = {
  /** Resolves with the time at which the file held the text; rejects when that takes too long or `failure` rejects. */
  untilHolds(text: string, failure: Promise<unknown>): Promise<number>;
};

/** Short beside what is measured, and long enough to leave the processor to the process that is measured. */
const LOOK_EVERY_MS = 0.05;
/** How long the process's own events may wait. */
const SLICE_MS = 0.5;
const LIMIT_MS = 300_000;

const sleeping = new Int32Array(new SharedArrayBuffer(4));

/** Call it before what changes the file. */
export function watchLiveFile(file: string): LiveFileWatch {
  const before = identityOf(file);
  return {
    untilHolds: async (text, failure) => {
      let failed: { error: unknown } | null = null;
      failure.catch((error: unknown) => (failed = { error }));
      const startedAt = performance.now();
      for (;;) {
        const sliceEnd = performance.now() + SLICE_MS;
        do {
          if (identityOf(file) !== before && readFileSync(file, 'utf8').includes(text))
            return performance.now();
          Atomics.wait(sleeping, 0, 0, LOOK_EVERY_MS);
        } while (performance.now() < sliceEnd);
        await nextTurn();
        if (failed !== null) throw (failed as { error: unknown }).error;
        if (performance.now() - startedAt > LIMIT_MS)
          throw new Error(`${file} did not change within ${LIMIT_MS / 1000} s.`);
      }
    },
  };
}

/** Bytes of one inode never change: where this is the same, so is the file. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
