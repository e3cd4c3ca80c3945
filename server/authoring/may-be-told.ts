import type { Actor } from '../accounts/actor.ts';
import { can } from '../accounts/can.ts';
import type { EventKind } from '../../model/api/event.ts';

/** Whoever may not read a thing is not told that it has changed either. */
export function mayBeTold(actor: Actor, { kind }: { kind: EventKind }): boolean {
  const action = kind.startsWith('user.') ? 'user.read' : 'entry.read';
  return can(actor, action, { kind: 'installation' });
}
