import { createHash } from 'node:crypto';

/** About 2 MB. Beyond it the oldest count is forgotten. */
const COUNTS_MAX = 10_000;

/** How often something was tried within this process, by whom. */
export type AttemptCounts = {
  /** Counts one more; where there were too many already, says for how long that holds, and counts nothing. */
  add(key: string, now: Date): { waitMs: number } | null;
};

export function createAttemptCounts({ max, windowMs }: { max: number; windowMs: number }): AttemptCounts {
  const counts = new Map<string, { attempts: number; endsAt: number }>();
  return {
    add(named, now) {
      const key = hashKey(named);
      const nowMs = now.getTime();
      const known = counts.get(key);
      const count =
        known !== undefined && known.endsAt > nowMs ? known : { attempts: 0, endsAt: nowMs + windowMs };
      if (count.attempts >= max) return { waitMs: count.endsAt - nowMs };
      count.attempts += 1;
      // A Map keeps its keys in order of insertion: deleting first makes the first key the one that was not tried for longest.
      counts.delete(key);
      counts.set(key, count);
      const [oldest] = counts.keys();
      if (counts.size > COUNTS_MAX && oldest !== undefined) counts.delete(oldest);
      return null;
    },
  };
}

/** Of the same length, whatever somebody sends. */
function hashKey(named: string): string {
  return createHash('sha256').update(named).digest('base64url');
}
