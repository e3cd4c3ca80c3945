/** Said in passing, of something that is done. What somebody has to decide on, or has typed wrongly, stands where they are. */
export type Toast = {
  kind: 'done' | 'problem';
  text: string;
  details?: string;
  /** As to take it back. */
  action?: { label: string; onAct: () => void };
};

const waiting: Toast[] = [];
const listeners = new Set<() => void>();

export function showToast(toast: Toast): void {
  waiting.push(toast);
  for (const listener of listeners) listener();
}

/** Those that nobody has shown yet; they are shown by whoever takes them. */
export function takeToasts(): Toast[] {
  return waiting.splice(0);
}

export function countToasts(): number {
  return waiting.length;
}

export function waitingToasts(): readonly Toast[] {
  return waiting;
}

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
