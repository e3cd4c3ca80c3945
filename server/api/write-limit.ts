import { networkOf } from '../accounts/network-of.ts';
import { AppError } from '../errors.ts';

/** A newsroom behind one address, each of its people as busy as one may be. */
const USERS_PER_NETWORK = 10;
/** About 2 MB. Beyond it the one that has been quiet for longest is forgotten. */
const COUNTS_MAX = 10_000;
const MINUTE_MS = 60_000;

/** Keeps a program that runs wild, or somebody who floods the server, from taking it from everybody else. Counted within this process. */
export type WriteLimit = {
  /** Throws `too-many-writes` where there were too many. What is refused is not counted. */
  admit(write: Write): void;
};

export type Write = { userId: string | null; address: string | null; now: Date };

/** Null: as many as anybody likes. So many may come at once; after that, one for each that a minute has room for. */
export function createWriteLimit(perMinute: number | null): WriteLimit {
  if (perMinute === null) return { admit: () => {} };
  const users = createBuckets(perMinute);
  const networks = createBuckets(perMinute * USERS_PER_NETWORK);
  return {
    admit: ({ address, now, userId }) => {
      const taken = [
        ...(userId === null ? [] : [users.of(userId, now)]),
        ...(address === null ? [] : [networks.of(networkOf(address), now)]),
      ];
      const waitMs = Math.max(0, ...taken.map((bucket) => bucket.waitMs()));
      if (waitMs > 0) throw tooManyWrites(waitMs);
      for (const bucket of taken) bucket.take();
    },
  };
}

type Bucket = { waitMs(): number; take(): void };

type Level = { left: number; at: number };

function createBuckets(perMinute: number): { of(key: string, now: Date): Bucket } {
  const levels = new Map<string, Level>();
  const perMs = perMinute / MINUTE_MS;

  return {
    of: (key, now) => {
      const at = now.getTime();
      const known = levels.get(key);
      const gained = known === undefined ? perMinute : Math.max(0, at - known.at) * perMs;
      const level = { left: Math.min(perMinute, (known?.left ?? 0) + gained), at };
      // A Map keeps its keys in order of insertion: deleting first makes the first key the one that was quiet for longest.
      levels.delete(key);
      levels.set(key, level);
      const [oldest] = levels.keys();
      if (levels.size > COUNTS_MAX && oldest !== undefined) levels.delete(oldest);
      return {
        waitMs: () => (level.left >= 1 ? 0 : (1 - level.left) / perMs),
        take: () => {
          level.left -= 1;
        },
      };
    },
  };
}

function tooManyWrites(waitMs: number): AppError {
  return new AppError(
    'too-many-writes',
    'There were more changes from you, or from your network, than this server takes in a minute. Nothing was changed. Wait as long as Retry-After says, and send it again.',
    { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
  );
}
