import { ROLES, type Actor, type Role } from './actor.ts';

/** What is acted on. An entry belongs to who created it; a single belongs to the site, hence to nobody. */
export type Subject = { kind: 'entry'; ownerId: string | null } | { kind: 'installation' };

type Grant = { any: readonly Role[]; own: readonly Role[] };

/** Everybody with an account reads everything: references and links are picked from all that exists. */
const PERMISSIONS = {
  'entry.read': { any: ROLES, own: [] },
  'entry.create': { any: ['owner', 'admin', 'editor'], own: ['author', 'contributor'] },
  'entry.save': { any: ['owner', 'admin', 'editor'], own: ['author', 'contributor'] },
  'entry.publish': { any: ['owner', 'admin', 'editor'], own: ['author'] },
  'entry.withdraw': { any: ['owner', 'admin', 'editor'], own: ['author'] },
  'entry.trash': { any: ['owner', 'admin', 'editor'], own: ['author', 'contributor'] },
  'entry.delete': { any: ['owner', 'admin', 'editor'], own: ['author'] },
  'entry.takedown': { any: ['owner', 'admin'], own: [] },
  'media.publish': { any: ['owner', 'admin', 'editor'], own: [] },
  'redirect.publish': { any: ['owner', 'admin', 'editor'], own: [] },
  'release.rollback': { any: ['owner', 'admin'], own: [] },
  'webhook.manage': { any: ['owner', 'admin'], own: [] },
  'audit.read': { any: ['owner', 'admin'], own: [] },
  'publishing.rebuild': { any: ['owner', 'admin'], own: [] },
  'user.read': { any: ['owner', 'admin'], own: [] },
  'user.change': { any: ['owner', 'admin'], own: [] },
  /** What an owner has before an admin: nobody else makes one, or changes one. */
  'user.change-owner': { any: ['owner'], own: [] },
} as const satisfies Record<string, Grant>;

export type Action = keyof typeof PERMISSIONS;

/** May this actor do this to that? The only place where a role becomes a yes or a no. */
export function can(actor: Actor, action: Action, subject: Subject): boolean {
  if (actor.role === 'system') return true;
  const granted: Grant = PERMISSIONS[action];
  if (granted.any.includes(actor.role)) return true;
  const isOwn = subject.kind === 'entry' && subject.ownerId !== null && subject.ownerId === actor.userId;
  return isOwn && granted.own.includes(actor.role);
}

/** Does the actor have everything that the role gives? Nobody gives, or takes from somebody, what they do not have. */
export function hasAllOf(actor: Actor, role: Role): boolean {
  if (actor.role === 'system') return true;
  const own = actor.role;
  return Object.values<Grant>(PERMISSIONS).every(
    ({ any, own: ofOwn }) =>
      any.includes(own) || (!any.includes(role) && (!ofOwn.includes(role) || ofOwn.includes(own))),
  );
}
