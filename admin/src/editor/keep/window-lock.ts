/** Each window holds a lock under its name as long as it lives: the browser lets go of it whatever ends the window. */
const PREFIX = 'stillpress window ';

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
  return new Set([...held, ...pending].map(({ name = '' }) => name.slice(PREFIX.length)));
}

function locksOf({ locks }: { locks?: LockManager }): LockManager | undefined {
  return locks;
}
