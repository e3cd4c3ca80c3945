import { can } from '../accounts/can.ts';
import type { StoredEvent } from '../store/events.ts';
import type { Reader } from './find-entry.ts';
import { canRead } from './permission.ts';

/** An event as this reader is told of it; null: not at all. Whoever may not read a thing is not told that it has changed either. */
export function toldOf(reader: Reader, event: StoredEvent): StoredEvent | null {
  const { actor } = reader;
  if (event.kind.startsWith('user.')) return can(actor, 'user.read', INSTALLATION) ? event : null;
  if (can(actor, 'entry.read', INSTALLATION)) return event;
  return can(actor, 'entry.read', { kind: 'some-entry' }) ? readablePart(reader, event) : null;
}

const INSTALLATION = { kind: 'installation' } as const;

function readablePart(reader: Reader, event: StoredEvent): StoredEvent | null {
  const { about, entries } = event;
  if (entries === null) return event;
  const readable = new Set(entries.filter((entry) => canRead(reader, entry)).map(({ id }) => id));
  if (readable.size === 0) return null;
  if (about.entryIds === undefined) return event;
  return { ...event, about: { ...about, entryIds: about.entryIds.filter((id) => readable.has(id)) } };
}
