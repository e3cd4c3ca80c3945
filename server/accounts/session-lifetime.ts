const DAY_MS = 24 * 60 * 60_000;

/** A stolen cookie is worth something for this long at most, however much it is used. */
export const SESSION_ABSOLUTE_LIMIT_MS = 30 * DAY_MS;
/** A browser left open on a borrowed machine; long enough for a week away. */
const SESSION_IDLE_LIMIT_MS = 7 * DAY_MS;
/** Finer than this nobody needs to know, and a save then costs no second commit. */
export const LAST_SEEN_GRAIN_MS = 60_000;

/** Whether nobody can use it any more, though it may still be there. */
export function hasEnded(
  { expiresAt, lastSeenAt }: { expiresAt: string; lastSeenAt: string },
  now: Date,
): boolean {
  return expiresAt <= now.toISOString() || now.getTime() - Date.parse(lastSeenAt) >= SESSION_IDLE_LIMIT_MS;
}
