import { readFileSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The name is looked up through `live` each time, as a server does. */
export type LiveFileWatch = {
  /** Resolves with the time at which the file held the text; rejects when that takes too long or `failure` rejects. */
  untilHolds(text: string, failure: Promise<unknown>): Promise<number>;
};

const LIMIT_MS = 300_000;

/**
 * Call it before what changes the file. The system tells when `live` moves: whoever looked again and again would take the processor from what is
 * measured.
 */
export function watchLiveFile({ file, root }: { root: string; file: string }): LiveFileWatch {
  const path = join(root, 'live', file);
  const before = identityOf(path);
  const moves = watch(root);
  return {
    untilHolds: async (text, failure) => {
      const given = new AbortController();
      const held = Promise.withResolvers<number>();
      const look = (): void => {
        if (identityOf(path) !== before && readFileSync(path, 'utf8').includes(text))
          held.resolve(performance.now());
      };
      moves.on('change', look);
      try {
        look();
        return await Promise.race([
          held.promise,
          failure.then(() => held.promise),
          delay(LIMIT_MS, undefined, { signal: given.signal }).then(() => {
            throw new Error(`${path} did not change within ${LIMIT_MS / 1000} s.`);
          }),
        ]);
      } finally {
        given.abort();
        moves.close();
      }
    },
  };
}

/** Bytes of one inode never change: where this is the same, so is the file. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.mtimeMs} ${found.size}`;
}
