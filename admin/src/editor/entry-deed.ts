/** What is done with the entry that is open, asked for from elsewhere. */
export type EntryDeed = 'duplicate' | 'trash';

const listeners = new Set<(deed: EntryDeed) => void>();

export function askForDeed(deed: EntryDeed): void {
  for (const listener of listeners) listener(deed);
}

export function onDeedAsked(listener: (deed: EntryDeed) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
