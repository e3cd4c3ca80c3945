import { type Actor, roleKey } from '../accounts/actor.ts';
import { can } from '../accounts/can.ts';
import { maySeeRoles } from '../accounts/list-roles.ts';
import type { StoredEvent } from '../store/events.ts';
import type { Reader } from './find-entry.ts';
import { canRead } from './permission.ts';

/** An event as this reader is told of it; null: not at all. Whoever may not read a thing is not told that it has changed either. */
export function toldOf(reader: Reader, event: StoredEvent): StoredEvent | null {
  const { actor } = reader;
  if (/^(?:user|role)\./.test(event.kind)) return accountPart(actor, event);
  if (can(actor, 'entry.read', INSTALLATION)) return event;
  return can(actor, 'entry.read', { kind: 'some-entry' }) ? readablePart(reader, event) : null;
}

const INSTALLATION = { kind: 'installation' } as const;

/** That they may do something else from now on is told everybody whom it concerns; who has seen to it is another account. */
function accountPart(actor: Actor, event: StoredEvent): StoredEvent | null {
  const isTold = event.kind.startsWith('role.') ? maySeeRoles(actor) : can(actor, 'user.read', INSTALLATION);
  if (isTold) return event;
  return changesOwnRole(actor, event) ? { ...event, actorId: null, actorName: null } : null;
}

/** Of the role that they have now: whoever has been given another one is told of that. */
function changesOwnRole({ role, userId }: Actor, { about, kind }: StoredEvent): boolean {
  if (kind === 'user.role-changed') return about.userId === userId;
  return kind === 'role.changed' && about.roleId === roleKey(role);
}

function readablePart(reader: Reader, event: StoredEvent): StoredEvent | null {
  const { about, entries } = event;
  if (entries === null) return event;
  const readable = new Set(entries.filter((entry) => canRead(reader, entry)).map(({ id }) => id));
  if (readable.size === 0) return null;
  if (about.entryIds === undefined) return event;
  return { ...event, about: { ...about, entryIds: about.entryIds.filter((id) => readable.has(id)) } };
}
