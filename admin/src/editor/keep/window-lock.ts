/** Each window holds a lock under its name as long as it lives: the browser lets go of it whatever ends the window. */
const PREFIX = 'stillpress window ';
/** Where nobody can say which windows live: one that is typed in keeps anew more often than that. */
export const SILENT_MS = 30_000;

/** Never let go. A page that is served over plain http has no locks. */
export function holdWindow(windowId: string): void {
  const locks = locksOf(navigator);
  void locks?.request(PREFIX + windowId, async () => await new Promise<never>(() => {}));
}

/** The windows of this browser that live; null where nobody can say. */
export async function livingWindows(): Promise<ReadonlySet<string> | null> {
  const locks = locksOf(navigator);
  if (locks === undefined) return null;
  const { held = [], pending = [] } = await locks.query();
  const owned = [...held, ...pending].filter(({ mode }) => mode === 'exclusive');
  return new Set(owned.map(({ name = '' }) => name.slice(PREFIX.length)));
}

/** Until the window is gone, or, where nobody can say, until it would have been heard of. */
export async function untilGone(windowId: string, signal: AbortSignal): Promise<void> {
  const locks = locksOf(navigator);
  if (locks !== undefined) await locks.request(PREFIX + windowId, { mode: 'shared', signal }, () => {});
  else await new Promise((resolve) => setTimeout(resolve, SILENT_MS));
}

function locksOf({ locks }: { locks?: LockManager }): LockManager | undefined {
  return locks;
}
