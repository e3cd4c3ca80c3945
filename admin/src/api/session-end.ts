/** Requests of every kind hear that the session is over; one place shows it. */
const listeners = new Set<(code: string) => void>();

const ENDS = new Set(['not-signed-in', 'second-factor-required']);

export function reportEnd(code: string): void {
  if (ENDS.has(code)) for (const listener of listeners) listener(code);
}

export function onSessionEnd(listener: (code: string) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
