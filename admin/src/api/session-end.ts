/** Requests of every kind hear that the session is over; one place shows it. */
const listeners = new Set<(code: string) => void>();

const ENDS = new Set(['not-signed-in', 'second-factor-required']);

/** The session has ended, or is good for nothing but setting up a second factor. */
export function endsSession(code: string): boolean {
  return ENDS.has(code);
}

export function reportEnd(code: string): void {
  if (endsSession(code)) for (const listener of listeners) listener(code);
}

export function onSessionEnd(listener: (code: string) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
